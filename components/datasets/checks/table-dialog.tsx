import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Expectations, expectationsSchema, sayTable } from '@/cells/statistics/expectations';
import { api } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Checkbox, Field, Select } from '@/components/ui/field';
import styles from './checks.module.css';
import { DraftNumber, fromPercent, toPercent } from './draft-number';

/** What is expected of the whole table, and what skew is measured against. */
export function TableDialog({
  expectations,
  onSave,
  onClose,
}: {
  expectations: Expectations;
  onSave(expectations: Expectations): void;
  onClose(): void;
}) {
  const [draft, setDraft] = useState(expectations);
  const datasets = useQuery({
    queryKey: ['datasets', 'list', { deleted: false }],
    queryFn: () => api.datasets.list.query({}),
  });
  const rows = (changed: Expectations['rows']) => setDraft({ ...draft, rows: { ...draft.rows, ...changed } });
  const parsed = expectationsSchema.safeParse(draft);
  const { least, most, leastOfPrevious, mostOfPrevious } = draft.rows;
  return (
    <Dialog
      open
      width={560}
      onOpenChange={(open) => !open && onClose()}
      title="What is expected of the table"
      description="What is left empty is not asked for."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!parsed.success}
            onClick={() => parsed.success && onSave(parsed.data)}
          >
            Save
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <Field label="Rows, at least">
          <DraftNumber value={least} onChange={(count) => rows({ least: count })} />
        </Field>
        <Field label="Rows, at most">
          <DraftNumber value={most} onChange={(count) => rows({ most: count })} />
        </Field>
        <Field label="Rows of the version before, at least (%)">
          <DraftNumber
            value={toPercent(leastOfPrevious)}
            onChange={(share) => rows({ leastOfPrevious: fromPercent(share) })}
          />
        </Field>
        <Field label="Rows of the version before, at most (%)">
          <DraftNumber
            value={toPercent(mostOfPrevious)}
            onChange={(share) => rows({ mostOfPrevious: fromPercent(share) })}
          />
        </Field>
        <Field
          label="Reference for skew"
          hint="Its newest version: the data that a model was trained on, or that it is asked about."
        >
          <Select
            value={draft.reference?.datasetId ?? ''}
            options={[
              { value: '', label: 'none' },
              ...(datasets.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(datasetId) =>
              setDraft({ ...draft, reference: datasetId === '' ? undefined : { datasetId } })
            }
          />
        </Field>
        <div data-wide>
          <Checkbox
            label="Other columns may be there"
            checked={draft.otherColumns === 'allowed'}
            onChange={(allowed) => setDraft({ ...draft, otherColumns: allowed ? 'allowed' : 'refused' })}
          />
        </div>
      </div>
      <p className={styles.quiet}>
        {parsed.success ? `${sayTable(parsed.data)}.` : 'Counts of rows are whole numbers from 0.'}
      </p>
    </Dialog>
  );
}
