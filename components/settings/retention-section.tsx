import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ApiInput, api, errorMessage } from '@/components/api';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select } from '@/components/ui/field';
import { FormGrid } from '@/components/ui/form-grid';
import { Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import styles from './settings-page.module.css';

type Retention = ApiInput['settings']['setRetention'];

const usual = [30, 90, 180, 365, 730, 1825, 3650];
const newest = [1, 5, 20, 50, 100, 500];

/** How long runs, mails and kept reports stay; a change saves itself and can be taken back. */
export function RetentionSection() {
  const client = useQueryClient();
  const read = useQuery({ queryKey: ['retention'], queryFn: () => api.settings.retention.query({}) });
  const save = useMutation({
    mutationFn: (next: Retention) => api.settings.setRetention.mutate(next),
    onSuccess: async ({ before }, next) => {
      await client.invalidateQueries({ queryKey: ['retention'] });
      toast.done(
        keepsLess(before, next) ? 'What is older is removed for good from an hour on.' : 'Saved.',
        () => save.mutate(before),
      );
    },
    onError: (error) => toast.failed(errorMessage(error)),
  });
  const kept = read.data;
  const daysField = (
    key: 'executionDays' | 'mailDays' | 'reportFileDays' | 'revisionDays' | 'trashDays',
    label: string,
    hint: string,
  ) =>
    kept && (
      <Field label={label} hint={hint}>
        <Select
          disabled={save.isPending}
          value={kept[key] === null ? '' : String(kept[key])}
          onChange={(value) => save.mutate({ ...kept, [key]: value === '' ? null : Number(value) })}
          options={[{ value: '', label: 'For ever' }, ...including(usual, kept[key]).map(sayDays)]}
        />
      </Field>
    );
  return (
    <Section title="How long history stays">
      {read.isPending && <Loading />}
      {read.isError && <ErrorNotice message={errorMessage(read.error)} onRetry={() => read.refetch()} />}
      {kept && (
        <>
          <FormGrid>
            {daysField(
              'executionDays',
              'Runs of notebooks',
              'With what each cell showed, its console and its pictures.',
            )}
            <Field
              label="The newest of each schedule"
              hint="Stay in any case: so many that succeeded, and so many that failed."
            >
              <Select
                disabled={save.isPending}
                value={String(kept.leastExecutions)}
                onChange={(value) => save.mutate({ ...kept, leastExecutions: Number(value) })}
                options={including(newest, kept.leastExecutions).map((n) => ({
                  value: String(n),
                  label: n === 1 ? 'The last one' : `The last ${n}`,
                }))}
              />
            </Field>
            {daysField('mailDays', 'Mails in the outbox', 'Those who got them keep theirs.')}
            {daysField(
              'reportFileDays',
              'Reports kept as files',
              'In the folders of storage that schedules name.',
            )}
            {daysField(
              'revisionDays',
              'Every save of a notebook',
              'Of older days the last save stays, with all that have a name or that something ran from.',
            )}
            {daysField(
              'trashDays',
              'Deleted notebooks',
              'In the trash, from where they can be restored with all that is theirs.',
            )}
          </FormGrid>
          <p className={styles.note}>
            A run that an alert shows as its proof stays, and so does one in which a version of a model was
            trained.
          </p>
        </>
      )}
    </Section>
  );
}

const including = (choices: readonly number[], chosen: number | null): number[] =>
  [...new Set(chosen === null ? choices : [...choices, chosen])].sort((a, b) => a - b);

const sayDays = (days: number) => ({
  value: String(days),
  label: days % 365 === 0 ? `${days / 365} ${days === 365 ? 'year' : 'years'}` : `${days} days`,
});

function keepsLess(before: Retention, next: Retention): boolean {
  const isShorter = (was: number | null, is: number | null) => is !== null && (was === null || is < was);
  return (
    isShorter(before.executionDays, next.executionDays) ||
    isShorter(before.mailDays, next.mailDays) ||
    isShorter(before.reportFileDays, next.reportFileDays) ||
    isShorter(before.revisionDays ?? null, next.revisionDays ?? null) ||
    isShorter(before.trashDays ?? null, next.trashDays ?? null) ||
    next.leastExecutions < before.leastExecutions
  );
}
