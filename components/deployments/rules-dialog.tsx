import { useState } from 'react';
import { api } from '@/components/api';
import { Checkbox, Field, TextInput } from '@/components/ui/field';
import { BoundsFields, numberOf, textOf, toBounds, toBoundsTexts } from './bounds-fields';
import { ChangeDialog } from './change-dialog';
import styles from './deployments.module.css';
import type { Deployment } from './routes-in-words';

const limitWords = {
  perSecond: 'Requests per second',
  burst: 'At a burst',
  concurrency: 'Requests at once',
  rows: 'Rows of one request',
  milliseconds: 'Milliseconds for an answer',
} as const;
type Limit = keyof typeof limitWords;
// The keys of the table above.
const limitNames = Object.keys(limitWords) as Limit[];

/** Bounds, limits, and whether a key is asked for. */
export function RulesDialog({ deployment, onClose }: { deployment: Deployment; onClose(): void }) {
  const { name, routes, revision } = deployment;
  const [bounds, setBounds] = useState(() => toBoundsTexts(routes.bounds));
  const [requiresKey, setRequiresKey] = useState(routes.requiresKey);
  const [limits, setLimits] = useState<Readonly<Record<Limit, string>>>(() => ({
    perSecond: textOf(routes.limits.perSecond),
    burst: textOf(routes.limits.burst),
    concurrency: textOf(routes.limits.concurrency),
    rows: textOf(routes.limits.rows),
    milliseconds: textOf(routes.limits.milliseconds),
  }));
  return (
    <ChangeDialog
      title={`Rules of ${name}`}
      description="They stand whatever version answers. What is over a limit is told to come again later. Each serving process counts rate and requests at once for itself: where three answer, three times as much comes through."
      act="Save rules"
      done={`The rules of ${name} were changed`}
      change={() =>
        api.deployments.change.mutate({
          ...{ name, requiresKey, bounds: toBounds(bounds), expected: revision || undefined },
          limits: {
            perSecond: numberOf(limits.perSecond),
            burst: numberOf(limits.burst),
            concurrency: numberOf(limits.concurrency),
            rows: numberOf(limits.rows),
            milliseconds: numberOf(limits.milliseconds),
          },
        })
      }
      onClose={onClose}
    >
      <BoundsFields texts={bounds} onChange={setBounds} />
      <div className={styles.pair}>
        {limitNames.map((limit) => (
          <Field key={limit} label={limitWords[limit]}>
            <TextInput
              inputMode="decimal"
              value={limits[limit]}
              placeholder="no limit"
              onChange={(event) => setLimits({ ...limits, [limit]: event.target.value })}
            />
          </Field>
        ))}
      </div>
      <Checkbox label="Callers need an API key" checked={requiresKey} onChange={setRequiresKey} />
    </ChangeDialog>
  );
}
