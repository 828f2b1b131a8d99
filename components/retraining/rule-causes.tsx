import { CommittedNumber } from '@/components/ui/committed-input';
import { Checkbox, Field, TextArea, TextInput } from '@/components/ui/field';
import styles from './retraining.module.css';
import type { RetrainingRule } from './use-retraining';

type When = RetrainingRule['when'];

/** What starts a turn: any of these. */
export function RuleCauses({ when, onChange }: { when: When; onChange(when: When): void }) {
  const set = (part: Partial<When>) => onChange({ ...when, ...part });
  const { schedule, alerts, labels, newData } = when;
  return (
    <fieldset className={styles.group}>
      <legend>Trained again</legend>
      <Checkbox
        label="by the clock"
        checked={schedule !== null}
        onChange={(isOn) => set({ schedule: isOn ? { cron: '0 5 * * 1', timeZone: ownZone() } : null })}
      />
      {schedule && (
        <div className={styles.inner}>
          <Field label="Cron, or in words" hint="For example every Monday at 5:00">
            <TextInput
              value={schedule.cron}
              spellCheck={false}
              onChange={(event) => set({ schedule: { ...schedule, cron: event.target.value } })}
            />
          </Field>
          <Field label="Time zone">
            <TextInput
              value={schedule.timeZone}
              spellCheck={false}
              onChange={(event) => set({ schedule: { ...schedule, timeZone: event.target.value } })}
            />
          </Field>
        </div>
      )}
      <Checkbox
        label="when a check of its monitors fails: drift, or an error that rose"
        checked={alerts !== null}
        onChange={(isOn) => set({ alerts: isOn ? { checks: [] } : null })}
      />
      {alerts && (
        <div className={styles.inner}>
          <Field label="Names of checks" hint="One on a line; empty for any critical check">
            <ChecksInput checks={alerts.checks} onChange={(checks) => set({ alerts: { checks } })} />
          </Field>
        </div>
      )}
      <Checkbox
        label="after so many new labels"
        checked={labels !== null}
        onChange={(isOn) => set({ labels: isOn ? 1000 : null })}
      />
      {labels !== null && (
        <div className={styles.inner}>
          <Field label="New labels" hint="Since the champion was trained, or the last turn">
            <CommittedNumber
              value={labels}
              onCommit={(count) => count !== undefined && set({ labels: count })}
            />
          </Field>
        </div>
      )}
      <Checkbox
        label="when a data set that it was trained on has a new version"
        checked={newData}
        onChange={(isOn) => set({ newData: isOn })}
      />
    </fieldset>
  );
}

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Names of checks may hold commas, so each has a line. */
function ChecksInput({
  checks,
  onChange,
  ...rest
}: {
  checks: readonly string[];
  onChange(checks: string[]): void;
}) {
  return (
    <TextArea
      {...rest}
      rows={2}
      defaultValue={checks.join('\n')}
      onChange={(event) =>
        onChange(
          event.target.value
            .split('\n')
            .map((name) => name.trim())
            .filter(Boolean),
        )
      }
    />
  );
}
