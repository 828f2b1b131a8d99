import { useQuery } from '@tanstack/react-query';
import { api, errorMessage } from '@/components/api';
import { Field, Select, TextInput } from '@/components/ui/field';
import styles from './retraining.module.css';
import type { RetrainingRule } from './use-retraining';

type Trainer = RetrainingRule['notebook'];

/** What a rule's notebook offers at the revision that it names. */
export const useTrainers = (trainer: Trainer) =>
  useQuery({
    queryKey: ['models', 'retraining', 'trainers', trainer?.id, trainer?.revision],
    queryFn: () =>
      api.retraining.trainers.query({ notebookId: trainer?.id ?? '', revision: trainer?.revision ?? null }),
    enabled: Boolean(trainer?.id),
  });

/** Whose cells train: the champion's, or those of a notebook, at its newest revision or at the one that stands now. */
export function TrainerFields({ trainer, onChange }: { trainer: Trainer; onChange(trainer: Trainer): void }) {
  const notebooks = useQuery({
    queryKey: ['notebooks', 'list'],
    queryFn: () => api.notebooks.list.query({}),
  });
  const offered = useTrainers(trainer);
  const titles = (notebooks.data ?? []).map(({ id, title }) => ({ value: id, label: title }));
  const isGone = trainer && notebooks.data && !titles.some(({ value }) => value === trainer.id);
  return (
    <>
      <Field
        label="Trained by"
        error={isGone ? 'The notebook was deleted. Choose another.' : undefined}
        hint="A notebook runs only what its model depends on, with the data sets that it was given."
      >
        <Select
          value={trainer?.id ?? ''}
          onChange={(id) => onChange(id ? { id, revision: null, output: '' } : null)}
          options={[
            { value: '', label: 'The cells that trained the champion' },
            ...(isGone ? [{ value: trainer.id, label: 'A notebook that was deleted' }] : []),
            ...titles,
          ]}
        />
      </Field>
      {trainer && (
        <div className={styles.inner}>
          <Field label="Revision">
            <Select
              value={String(trainer.revision ?? '')}
              onChange={(revision) => onChange({ ...trainer, revision: revision ? Number(revision) : null })}
              options={revisionsOf(trainer.revision, offered.data?.head)}
            />
          </Field>
          <OutputField
            trainer={trainer}
            outputs={offered.data?.outputs ?? []}
            error={offered.isError ? errorMessage(offered.error) : undefined}
            onChange={(output) => onChange({ ...trainer, output })}
          />
        </div>
      )}
    </>
  );
}

/** Names of models that were found; one of another cell can be typed. */
function OutputField({
  trainer,
  outputs,
  error,
  onChange,
}: {
  trainer: NonNullable<Trainer>;
  outputs: readonly string[];
  error?: string;
  onChange(output: string): void;
}) {
  return (
    <Field
      label="Name of the model"
      error={error}
      hint={
        outputs.length > 0
          ? `Trained in it: ${outputs.join(', ')}`
          : 'The name of the cell, as in model = ml.train(…)'
      }
    >
      <TextInput
        value={trainer.output}
        placeholder={outputs[0]}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

const revisionsOf = (chosen: number | null, head: number | undefined) => [
  { value: '', label: head ? `The newest, now ${head}` : 'The newest' },
  ...[...new Set([head, chosen])]
    .filter((number) => typeof number === 'number')
    .map((number) => ({ value: String(number), label: `Revision ${number}, always` })),
];
