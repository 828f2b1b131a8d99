import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { api } from '@/components/api';
import { Button, IconButton } from '@/components/ui/button';
import { Checkbox, Field, TextInput } from '@/components/ui/field';
import { BoundsFields, toBounds, toBoundsTexts } from './bounds-fields';
import { ChangeDialog } from './change-dialog';
import styles from './deployments.module.css';
import type { Deployment } from './routes-in-words';
import { useOtherVersions, VersionField } from './version-field';

interface Step {
  readonly id: number;
  readonly percent: string;
  readonly minutes: string;
}

const usualSteps: readonly Step[] = [
  { id: 0, percent: '5', minutes: '30' },
  { id: 1, percent: '25', minutes: '60' },
  { id: 2, percent: '100', minutes: '60' },
];

/** Gives a version a share of the callers, at once or up a ramp, within bounds. */
export function CanaryDialog({ deployment, onClose }: { deployment: Deployment; onClose(): void }) {
  const { name, routes, revision } = deployment;
  const versions = useOtherVersions(deployment);
  const [chosen, setChosen] = useState<number>();
  const [percent, setPercent] = useState('20');
  const [isRamp, setIsRamp] = useState(false);
  const [steps, setSteps] = useState(usualSteps);
  const [promotes, setPromotes] = useState(false);
  const [bounds, setBounds] = useState(() => toBoundsTexts(routes.bounds));
  const version = chosen ?? versions[0];
  const start = () =>
    api.deployments.startCanary.mutate({
      ...{ name, version: version ?? 0, bounds: toBounds(bounds) },
      expected: revision || undefined,
      ...(isRamp
        ? {
            ramp: {
              steps: steps.map((step) => ({ percent: Number(step.percent), minutes: Number(step.minutes) })),
              promotes,
            },
          }
        : { percent: Number(percent) }),
    });
  const setStep = (id: number, changes: Partial<Step>) =>
    setSteps(steps.map((step) => (step.id === id ? { ...step, ...changes } : step)));
  return (
    <ChangeDialog
      title={`Start a canary at ${name}`}
      description="Some callers get another version, and stay with it as its share grows. The others get the stable one."
      act="Start canary"
      done={`Version ${version} is the canary of ${name}`}
      disabled={version === undefined}
      change={start}
      onClose={onClose}
    >
      <VersionField versions={versions} value={version} onChange={setChosen} />
      <Checkbox label="Raise its share step by step" checked={isRamp} onChange={setIsRamp} />
      {!isRamp && (
        <Field label="Share in percent">
          <TextInput
            inputMode="decimal"
            value={percent}
            onChange={(event) => setPercent(event.target.value)}
          />
        </Field>
      )}
      {isRamp && (
        <>
          <ul className={styles.steps}>
            {steps.map((step, i) => (
              <li key={step.id}>
                <Field label={i === 0 ? 'Share in percent' : 'Then'}>
                  <TextInput
                    inputMode="decimal"
                    value={step.percent}
                    onChange={(event) => setStep(step.id, { percent: event.target.value })}
                  />
                </Field>
                <Field label="Minutes">
                  <TextInput
                    inputMode="decimal"
                    value={step.minutes}
                    onChange={(event) => setStep(step.id, { minutes: event.target.value })}
                  />
                </Field>
                {steps.length > 1 ? (
                  <IconButton
                    label={`Remove step ${i + 1}`}
                    icon={X}
                    onClick={() => setSteps(steps.filter(({ id }) => id !== step.id))}
                  />
                ) : (
                  <span />
                )}
              </li>
            ))}
          </ul>
          <div>
            <Button
              icon={Plus}
              onClick={() =>
                setSteps([
                  ...steps,
                  { id: Math.max(...steps.map(({ id }) => id)) + 1, percent: '100', minutes: '60' },
                ])
              }
            >
              Add a step
            </Button>
          </div>
          <Checkbox
            label="After the last step it becomes the stable version by itself, if its gates let it"
            checked={promotes}
            onChange={setPromotes}
          />
        </>
      )}
      <BoundsFields texts={bounds} onChange={setBounds} />
    </ChangeDialog>
  );
}
