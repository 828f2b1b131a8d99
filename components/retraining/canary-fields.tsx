import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { api } from '@/components/api';
import { Button, IconButton } from '@/components/ui/button';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Field, Select } from '@/components/ui/field';
import styles from './retraining.module.css';
import type { RetrainingRule } from './use-retraining';

type Canary = RetrainingRule['canary'];
const usual = [
  { percent: 10, minutes: 60 },
  { percent: 50, minutes: 60 },
];

/** Whether the candidate answers a share of the callers first, and how that share rises. */
export function CanaryFields({
  model,
  canary,
  onChange,
}: {
  model: string;
  canary: Canary;
  onChange(canary: Canary): void;
}) {
  const deployments = useQuery({
    queryKey: ['deployments', 'of', model],
    queryFn: () => api.deployments.list.query({ model }),
  });
  const names = new Set([
    ...(deployments.data ?? []).map(({ name }) => name),
    ...(canary ? [canary.deployment] : []),
  ]);
  return (
    <>
      <Field label="Before it is champion" hint="A canary that passes the deployment’s bounds is taken back.">
        <Select
          value={canary?.deployment ?? ''}
          onChange={(deployment) =>
            onChange(deployment ? { deployment, steps: canary?.steps ?? usual } : null)
          }
          options={[
            { value: '', label: 'Nothing more' },
            ...[...names].map((name) => ({ value: name, label: `A canary on ${name}` })),
          ]}
        />
      </Field>
      {canary && <RampSteps steps={canary.steps} onChange={(steps) => onChange({ ...canary, steps })} />}
    </>
  );
}

type Step = NonNullable<Canary>['steps'][number];

function RampSteps({ steps, onChange }: { steps: readonly Step[]; onChange(steps: Step[]): void }) {
  const set = (place: number, part: Partial<Step>) =>
    onChange(steps.map((step, at) => (at === place ? { ...step, ...part } : step)));
  return (
    <div className={styles.group}>
      {steps.map((step, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
        <div key={place} className={styles.rampStep}>
          <Field label={`Step ${place + 1}, % of callers`}>
            <CommittedNumber
              value={step.percent}
              onCommit={(percent) => percent !== undefined && set(place, { percent })}
            />
          </Field>
          <Field label="Minutes">
            <CommittedNumber
              value={step.minutes}
              onCommit={(minutes) => minutes !== undefined && set(place, { minutes })}
            />
          </Field>
          {steps.length > 1 && (
            <IconButton
              label={`Remove step ${place + 1}`}
              icon={X}
              onClick={() => onChange(steps.filter((_, at) => at !== place))}
            />
          )}
        </div>
      ))}
      <div className={styles.more}>
        <Button
          variant="quiet"
          icon={Plus}
          onClick={() => onChange([...steps, { percent: 99, minutes: 60 }])}
        >
          Add a step
        </Button>
      </div>
    </div>
  );
}
