import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { usePreview } from '@/components/schedules/rule-fields';
import { newDraft, readRecipients, type ScheduleDraft } from '@/components/schedules/schedule-draft';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox, Field, Select, TextInput } from '@/components/ui/field';
import { MoreFields } from '@/components/ui/form-grid';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import styles from './monitor-dialog.module.css';
import { MonitorInputs, type MonitorTemplate, type WrittenInputs } from './monitor-inputs';

/**
 * Makes notebooks that watch the model, each with a schedule that runs it, and opens the first. As it opens it stands for what most
 * people want: the overview, every morning; what it looks at, its bounds and its times are folded away.
 */
export function MonitorDialog({
  model,
  deployment = '',
  onClose,
}: {
  model: string;
  /** The served name it is opened from, whose answers alone are looked at. */
  deployment?: string;
  onClose(): void;
}) {
  const [draft, setDraft] = useState(newDraft);
  const [chosen, setChosen] = useState<readonly MonitorTemplate['name'][]>(['overview']);
  const [written, setWritten] = useState<WrittenInputs>(deployment ? { deployment } : {});
  const client = useQueryClient();
  const router = useRouter();
  const preview = usePreview(draft);
  const templates = useQuery({
    queryKey: ['monitors', 'templates', model],
    queryFn: () => api.monitors.templates.query({ model }),
  });
  const shown = templates.data?.filter(({ name }) => chosen.includes(name)) ?? [];
  const create = useMutation({
    mutationFn: () =>
      api.monitors.create.mutate({
        model,
        templates: [...chosen],
        inputs: written,
        cron: draft.rule.trim(),
        timeZone: draft.timeZone.trim(),
        notify: draft.notify,
        recipients: readRecipients(draft.recipients),
      }),
    onSuccess: async ({ notebookId, monitors }) => {
      await client.invalidateQueries({ queryKey: ['monitors'] });
      toast.done(
        monitors.length === 1
          ? `${model} is watched. ${preview.data ? preview.data.words : ''}`.trim()
          : `${monitors.length} notebooks watch ${model}; this is the first`,
      );
      router.push(`/notebooks/${notebookId}`);
    },
  });
  const isReady = chosen.length > 0 && !preview.isError;
  const submit = () => isReady && !create.isPending && create.mutate();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !create.isPending && onClose()}
      title={`Monitor ${deployment || model}`}
      description="Makes a notebook that compares what the model is asked with what it was trained on, and its answers with the truth that arrives later. It runs by itself, and mails what it finds."
      footer={
        <>
          <Button onClick={onClose} disabled={create.isPending}>
            Cancel
          </Button>
          <Button variant="primary" busy={create.isPending} disabled={!isReady} onClick={submit}>
            {chosen.length > 1 ? `Make ${chosen.length} monitors` : 'Make monitor'}
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <fieldset className={styles.templates}>
          <legend>What it looks at</legend>
          {templates.isPending && <Loading />}
          {templates.data?.map(({ name, title, about }) => (
            <Checkbox
              key={name}
              checked={chosen.includes(name)}
              onChange={(isChosen) => {
                setChosen((before) =>
                  isChosen ? [...before, name] : before.filter((other) => other !== name),
                );
                create.reset();
              }}
              label={
                <>
                  {title}
                  <small>{about}</small>
                </>
              }
            />
          ))}
          {templates.isError && (
            <ErrorNotice message={errorMessage(templates.error)} onRetry={() => void templates.refetch()} />
          )}
          {chosen.length === 0 && <p role="alert">Choose one at least.</p>}
        </fieldset>
        <Field
          label="Mail reports to"
          hint="Addresses with commas between. Without any, reports stay in the outbox."
        >
          <TextInput
            value={draft.recipients}
            placeholder="ada@example.org"
            onChange={(event) => {
              setDraft({ ...draft, recipients: event.target.value });
              create.reset();
            }}
          />
        </Field>
        {shown.length > 0 && (
          <MoreFields label="Window and bounds">
            <MonitorInputs templates={shown} written={written} onChange={setWritten} />
          </MoreFields>
        )}
        <MoreFields label={`When it runs${preview.data ? `: ${preview.data.words}` : ''}`}>
          <div className={styles.form}>
            <Field
              label="Runs"
              hint={`In words such as “every Monday at 7:00”, or as cron. The clock is that of ${draft.timeZone}.`}
              error={preview.isError ? errorMessage(preview.error) : undefined}
            >
              <TextInput
                value={draft.rule}
                spellCheck={false}
                onChange={(event) => setDraft({ ...draft, rule: event.target.value })}
              />
            </Field>
            <Field label="Mail a report" hint="A run that fails is always mailed.">
              <Select
                value={draft.notify}
                // The options below are all there is.
                onChange={(notify) => setDraft({ ...draft, notify: notify as ScheduleDraft['notify'] })}
                options={[
                  { value: 'always', label: 'After every run' },
                  { value: 'changes', label: 'When other checks fail than last time' },
                  { value: 'problems', label: 'When a check fails' },
                ]}
              />
            </Field>
          </div>
        </MoreFields>
      </form>
      {create.isError && <ErrorNotice message={errorMessage(create.error)} />}
    </Dialog>
  );
}
