import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { learnerLabel } from '@/cells/ml/learners-about';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select, TextInput } from '@/components/ui/field';
import { FormGrid } from '@/components/ui/form-grid';
import { formatBytes, formatCount } from '@/components/ui/format';
import { ColumnsForm } from './columns-form';
import { type Draft, draftFrom, readDraft, type ServedModel } from './draft';
import styles from './import.module.css';
import type { ImportDialogProps } from './import-dialog';
import { modelNameOf, nameChosen } from './name-chosen';
import type { SentModel } from './send-model';

type Inspected = ServedModel & SentModel;

/** Asks what columns and answers of a model are called, tries a row, and registers it. */
export function RegisterForm({
  chosen,
  model,
  inspected,
  onClose,
  onDone,
}: ImportDialogProps & { inspected: Inspected }) {
  const [draft, setDraft] = useState<Draft>(() => draftFrom(inspected, model ?? modelNameOf(chosen)));
  const change = (part: Partial<Draft>) => setDraft((known) => ({ ...known, ...part }));
  const datasets = useQuery({
    queryKey: ['datasets', 'list', { deleted: false }],
    queryFn: () => api.datasets.list.query({}),
  });
  const files = { ...inspected.files };
  const isFixed = inspected.isFixed === true;
  const isTensor = inspected.learner === 'onnx' || inspected.learner === 'tfjs';
  const { about, row } = readDraft(draft);
  const asked = JSON.stringify({ about, row });
  const attempt = useMutation({
    mutationFn: async () => ({ asked, ...(await api.models.tryFiles.mutate({ files, about, row })) }),
  });
  const save = useMutation({
    mutationFn: () =>
      api.models.import.mutate({
        ...{ model: draft.model, licence: draft.licence, fileName: nameChosen(chosen), files, about, row },
        testedOn: draft.datasetId ? { datasetId: draft.datasetId } : undefined,
      }),
    onSuccess: onDone,
  });
  const answered = attempt.data?.asked === asked ? attempt.data : undefined;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !save.isPending && onClose()}
      title={`Import ${nameChosen(chosen)}`}
      width={720}
      description={sayWhat(inspected)}
      footer={
        <>
          <Button onClick={onClose} disabled={save.isPending}>
            Cancel
          </Button>
          <Button
            variant={answered ? undefined : 'primary'}
            busy={attempt.isPending}
            onClick={() => attempt.mutate()}
          >
            Try the row
          </Button>
          <Button
            variant={answered ? 'primary' : undefined}
            disabled={!answered}
            busy={save.isPending}
            onClick={() => save.mutate()}
          >
            Register model
          </Button>
        </>
      }
    >
      <FormGrid>
        {!model && (
          <Field label="Model" hint="A new one, or one that gets a version.">
            <TextInput value={draft.model} onChange={(event) => change({ model: event.target.value })} />
          </Field>
        )}
        <Field label="It predicts" hint="The column that holds the truth.">
          <TextInput
            value={draft.target}
            disabled={isFixed}
            onChange={(event) => change({ target: event.target.value })}
          />
        </Field>
        {!isFixed && (
          <Field label="Its answer is">
            <Select
              value={draft.answer}
              onChange={(answer) => change({ answer: answer === 'number' ? 'number' : 'class' })}
              options={[
                { value: 'number', label: 'a number' },
                { value: 'class', label: 'a class' },
              ]}
            />
          </Field>
        )}
        {draft.answer === 'class' && !isFixed && (
          <>
            <div data-wide>
              <Field
                label="Classes"
                hint="In the order of its scores, parted by commas. A single score is that of the second."
              >
                <TextInput
                  value={draft.classes}
                  onChange={(event) => change({ classes: event.target.value })}
                />
              </Field>
            </div>
            {isTensor && (
              <Field label="Its scores are">
                <Select
                  value={draft.logits ? 'logits' : 'probabilities'}
                  onChange={(scores) => change({ logits: scores === 'logits' })}
                  options={[
                    { value: 'probabilities', label: 'probabilities' },
                    { value: 'logits', label: 'logits' },
                  ]}
                />
              </Field>
            )}
          </>
        )}
        <Field label="Test it on" hint="Rows with their truth: figures, gates and drift need them.">
          <Select
            value={draft.datasetId}
            onChange={(datasetId) => change({ datasetId })}
            options={[
              { value: '', label: inspected.hasRows ? 'the rows that came with it' : 'no data set' },
              ...(datasets.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </Field>
        <Field label="Licence">
          <TextInput
            value={draft.licence}
            maxLength={200}
            onChange={(event) => change({ licence: event.target.value })}
          />
        </Field>
      </FormGrid>
      <ColumnsForm isFixed={isFixed} columns={draft.columns} onChange={(columns) => change({ columns })} />
      {answered && <Answer answer={answered} target={about.target} />}
      {attempt.isError && <ErrorNotice message={errorMessage(attempt.error)} />}
      {save.isError && <ErrorNotice message={errorMessage(save.error)} />}
    </Dialog>
  );
}

function Answer({ answer, target }: { answer: ApiOutput['models']['tryFiles']; target: string }) {
  const { prediction, probabilities } = answer;
  const shown = [...(probabilities ?? [])].sort((a, b) => b.value - a.value).slice(0, 5);
  return (
    <p className={styles.answer} role="status" ref={reveal}>
      To this row it answers: {target} = <strong>{prediction ?? 'nothing'}</strong>
      {shown.length > 0 && ` (${shown.map(({ name, value }) => `${name} ${value.toFixed(3)}`).join(', ')})`}
    </p>
  );
}

function sayWhat({ learner, producer, size, bytes, leftOut, isFixed }: Inspected): string {
  const rest =
    leftOut.length > 0
      ? ` ${formatCount(leftOut.length, 'file')} beside it (${leftOut.slice(0, 3).join(', ')}) ${leftOut.length === 1 ? 'is' : 'are'} no part of it.`
      : '';
  const trust = isFixed ? ' The figures that it claims are not taken over: they are measured anew.' : '';
  return `${learnerLabel(learner)}${producer && ` by ${producer}`}, ${formatBytes(bytes)}, ${formatCount(size.count, size.of)}. It was made elsewhere: it answers here, and cannot be trained again.${trust}${rest}`;
}

/** On a phone the form is longer than the screen, and what was asked for stands at its end. */
const reveal = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' });
