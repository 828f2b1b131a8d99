import { useState } from 'react';
import { api } from '@/components/api';
import { Checkbox, Field, Select, TextInput } from '@/components/ui/field';
import { ChangeDialog } from './change-dialog';
import styles from './deployments.module.css';
import { type Deployment, metricWords } from './routes-in-words';
import { useOtherVersions } from './version-field';

type Metric = keyof typeof metricWords;

/** Compares versions on different callers by one metric. */
export function ExperimentDialog({ deployment, onClose }: { deployment: Deployment; onClose(): void }) {
  const { name, revision, stable } = deployment;
  const versions = useOtherVersions(deployment);
  const [metric, setMetric] = useState<Metric>('mae');
  const [given, setShares] = useState<Readonly<Record<number, string>>>();
  const [newest] = versions;
  const shares = given ?? (newest === undefined ? {} : { [newest]: '50' });
  const arms = Object.entries(shares).map(([version, percent]) => ({
    ...{ version: Number(version), percent: Number(percent) },
  }));
  const rest = 100 - arms.reduce((sum, { percent }) => sum + (percent || 0), 0);
  return (
    <ChangeDialog
      title={`Start an A/B test at ${name}`}
      description="Each caller stays with one version, and the versions are compared by one metric. Nothing is decided by itself."
      act="Start A/B test"
      done={`${name} compares ${arms.length + 1} versions`}
      disabled={arms.length === 0 || !(rest > 0)}
      change={() =>
        api.deployments.startExperiment.mutate({ name, metric, arms, expected: revision || undefined })
      }
      onClose={onClose}
    >
      <Field
        label="Metric"
        hint="Those of errors need labels: the truth that is sent later for an answer's id."
      >
        <Select
          value={metric}
          // The options are these keys.
          onChange={(value) => setMetric(value as Metric)}
          options={Object.entries(metricWords).map(([value, label]) => ({ value, label }))}
        />
      </Field>
      <ul className={styles.steps}>
        {versions.slice(0, 20).map((version) => (
          <li key={version}>
            <Checkbox
              label={`Version ${version}`}
              checked={version in shares}
              onChange={(on) => {
                const { [version]: _, ...others } = shares;
                setShares(on ? { ...shares, [version]: '20' } : others);
              }}
            />
            {version in shares && (
              <TextInput
                aria-label={`Share of version ${version} in percent`}
                inputMode="decimal"
                value={shares[version]}
                onChange={(event) => setShares({ ...shares, [version]: event.target.value })}
              />
            )}
          </li>
        ))}
      </ul>
      <p className={styles.small}>
        {rest > 0
          ? `Version ${stable}, the stable one, has the other ${Number(rest.toPrecision(3))} %.`
          : 'Leave something for the stable version.'}
      </p>
    </ChangeDialog>
  );
}
