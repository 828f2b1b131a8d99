import { useState } from 'react';
import {
  type Bound,
  type ColumnExpectation,
  columnExpectation,
  columnTypes,
  sayExpectation,
  typeWords,
} from '@/cells/statistics/expectations';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Checkbox, Field, Select, TextArea, TextInput } from '@/components/ui/field';
import styles from './checks.module.css';
import { ComparatorFields } from './comparator-fields';
import { DraftNumber, fromPercent, toPercent } from './draft-number';

const types = columnTypes.map((value) => ({ value, label: typeWords[value] }));

/** What is expected of one column. A field left empty expects nothing. */
export function ColumnDialog({
  expected,
  onSave,
  onClose,
}: {
  expected: ColumnExpectation;
  onSave(expected: ColumnExpectation): void;
  onClose(): void;
}) {
  const [draft, setDraft] = useState(expected);
  const [least, setLeast] = useState(toText(expected.range?.least));
  const [most, setMost] = useState(toText(expected.range?.most));
  const [values, setValues] = useState(expected.domain?.values.join('\n') ?? '');
  const set = (changed: Partial<ColumnExpectation>) => setDraft({ ...draft, ...changed });
  const isNumber = draft.type === 'whole' || draft.type === 'number';
  const isTime = draft.type === 'date' || draft.type === 'time';
  const known = values
    .split('\n')
    .map((value) => value.trim())
    .filter(Boolean);
  const range = { least: toBound(least, isTime), most: toBound(most, isTime) };
  const parsed = columnExpectation.safeParse(
    withoutEmpty({
      ...draft,
      finite: isNumber ? draft.finite : undefined,
      range: isNumber || isTime ? withoutEmpty(range) : undefined,
      domain: known.length > 0 ? { values: known, tolerated: draft.domain?.tolerated ?? 0 } : undefined,
      distinct: withoutEmpty(draft.distinct ?? {}),
    }),
  );
  const rangeFault = parsed.error?.issues.some(({ path }) => path[0] === 'range')
    ? isTime
      ? 'Write dates as 2026-01-31.'
      : 'Write numbers.'
    : isReversed(range)
      ? 'The least is above the greatest.'
      : undefined;
  return (
    <Dialog
      open
      width={620}
      onOpenChange={(open) => !open && onClose()}
      title={`What is expected of ${expected.name}`}
      description="What is left empty is not asked for."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!parsed.success || rangeFault !== undefined}
            onClick={() => parsed.success && onSave(parsed.data)}
          >
            Save
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <Field label="Values are">
          <Select
            value={draft.type}
            options={types}
            // The options are the types themselves.
            onChange={(type) => set({ type: type as ColumnExpectation['type'] })}
          />
        </Field>
        <Field label="Rows with a value, at least (%)">
          <DraftNumber
            value={toPercent(draft.present)}
            onChange={(share) => set({ present: fromPercent(share) ?? 0 })}
          />
        </Field>
        {(isNumber || isTime) && (
          <>
            <Field label={isTime ? 'From' : 'At least'} error={rangeFault}>
              <TextInput value={least} onChange={(event) => setLeast(event.target.value)} />
            </Field>
            <Field label={isTime ? 'Until' : 'At most'}>
              <TextInput value={most} onChange={(event) => setMost(event.target.value)} />
            </Field>
          </>
        )}
        <Field label="Different values, at least">
          <DraftNumber
            value={draft.distinct?.least}
            onChange={(count) => set({ distinct: { ...draft.distinct, least: count } })}
          />
        </Field>
        <Field label="Different values, at most">
          <DraftNumber
            value={draft.distinct?.most}
            onChange={(count) => set({ distinct: { ...draft.distinct, most: count } })}
          />
        </Field>
        {draft.type !== 'number' && !isTime && (
          <>
            <div data-wide>
              <Field label="One of these values" hint="One a line; empty allows any.">
                <TextArea rows={4} value={values} onChange={(event) => setValues(event.target.value)} />
              </Field>
            </div>
            {known.length > 0 && (
              <Field label="Rows that may have another value (%)">
                <DraftNumber
                  value={toPercent(draft.domain?.tolerated ?? 0)}
                  onChange={(share) => set({ domain: { values: known, tolerated: fromPercent(share) ?? 0 } })}
                />
              </Field>
            )}
          </>
        )}
        <ComparatorFields
          label="Drift from the version before"
          value={draft.drift}
          onChange={(drift) => set({ drift })}
        />
        <ComparatorFields
          label="Skew against the reference"
          value={draft.skew}
          onChange={(skew) => set({ skew })}
        />
        <div data-wide className={styles.boxes}>
          <Checkbox
            label="Every version must have this column"
            checked={draft.required}
            onChange={(required) => set({ required })}
          />
          <Checkbox
            label="No value stands in two rows"
            checked={draft.unique ?? false}
            onChange={(unique) => set({ unique: unique || undefined })}
          />
          {isNumber && (
            <Checkbox
              label="Every number is finite"
              checked={draft.finite ?? false}
              onChange={(finite) => set({ finite: finite || undefined })}
            />
          )}
        </div>
      </div>
      <p className={styles.quiet}>
        {parsed.success
          ? `${sayExpectation(parsed.data)}.`
          : (rangeFault ?? parsed.error.issues[0]?.message ?? 'Something here cannot be kept.')}
      </p>
    </Dialog>
  );
}

const toText = (bound: Bound | undefined) => (bound === undefined ? '' : String(bound));

/** What is no number stays text, and the schema refuses it. */
function toBound(text: string, isTime: boolean): Bound | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const number = Number(
    trimmed
      .replace('−', '-')
      .replace(',', '.')
      .replace(/[\s\u202f]/g, ''),
  );
  return isTime || !Number.isFinite(number) ? trimmed : number;
}

const isReversed = ({ least, most }: { least?: Bound; most?: Bound }) =>
  least !== undefined && most !== undefined && typeof least === typeof most && least > most;

/** The same without what is undefined; undefined when nothing is left. */
function withoutEmpty<T extends object>(given: T): Partial<T> | undefined {
  const kept = Object.entries(given).filter(([, value]) => value !== undefined);
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as Partial<T>); // fewer of its own keys
}
