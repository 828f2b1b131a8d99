import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { api } from '@/components/api';
import { Button, IconButton } from '@/components/ui/button';
import { Select, TextInput } from '@/components/ui/field';
import type { TriggerDraft } from './schedule-draft';
import styles from './schedules.module.css';

const kinds = [
  { value: 'dataset', label: 'A data set has a new version' },
  { value: 'version', label: 'A model has a new version' },
  { value: 'alias', label: 'An alias of a model moves' },
  { value: 'alert', label: 'An alert opens' },
  { value: 'ended', label: 'Another schedule ends' },
  { value: 'webhook', label: 'Another program calls an address' },
] as const;

const fresh: Readonly<Record<TriggerDraft['kind'], TriggerDraft>> = {
  dataset: { kind: 'dataset', subject: '' },
  version: { kind: 'version', subject: '' },
  alias: { kind: 'alias', subject: '', condition: 'champion' },
  alert: { kind: 'alert', subject: null },
  ended: { kind: 'ended', subject: '', condition: 'succeeded' },
  webhook: { kind: 'webhook' },
};

/** What starts a schedule beside its clock. */
export function TriggerFields({
  scheduleId,
  triggers,
  onChange,
}: {
  scheduleId?: string;
  triggers: readonly TriggerDraft[];
  onChange(triggers: readonly TriggerDraft[]): void;
}) {
  const set = (place: number, trigger: TriggerDraft) =>
    onChange(triggers.map((one, at) => (at === place ? trigger : one)));
  return (
    <fieldset className={styles.group}>
      <legend>Starts when</legend>
      {triggers.map((trigger, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a new one has no identity but its place
        <div key={place} className={styles.trigger}>
          <Select
            aria-label={`Event ${place + 1}`}
            value={trigger.kind}
            onChange={(kind) => set(place, fresh[kind as TriggerDraft['kind']])} // one of the options
            options={kinds}
          />
          <SubjectField trigger={trigger} scheduleId={scheduleId} onChange={(next) => set(place, next)} />
          <IconButton
            label={`Remove event ${place + 1}`}
            icon={X}
            onClick={() => onChange(triggers.filter((_, at) => at !== place))}
          />
        </div>
      ))}
      <div>
        <Button variant="quiet" icon={Plus} onClick={() => onChange([...triggers, fresh.dataset])}>
          Add an event
        </Button>
      </div>
    </fieldset>
  );
}

function SubjectField({
  trigger,
  scheduleId,
  onChange,
}: {
  trigger: TriggerDraft;
  scheduleId?: string;
  onChange(trigger: TriggerDraft): void;
}) {
  const { data: subjects = [] } = useSubjects(trigger.kind, scheduleId);
  if (trigger.kind === 'webhook')
    return <span className={styles.muted}>Its address and secret are shown once it is saved.</span>;
  const isAny = trigger.kind === 'alert';
  return (
    <>
      <Select
        aria-label={noun[trigger.kind]}
        value={trigger.subject ?? ''}
        onChange={(subject) =>
          onChange(
            trigger.kind === 'alert' ? { ...trigger, subject: subject || null } : { ...trigger, subject },
          )
        }
        options={[
          { value: '', label: isAny ? 'Of any schedule' : `Choose a ${noun[trigger.kind]}…` },
          ...subjects.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      {trigger.kind === 'alias' && (
        <TextInput
          aria-label="Alias"
          value={trigger.condition}
          spellCheck={false}
          onChange={(event) => onChange({ ...trigger, condition: event.target.value })}
        />
      )}
      {trigger.kind === 'ended' && (
        <Select
          aria-label="How it ended"
          value={trigger.condition}
          // The options below are all there is.
          onChange={(condition) =>
            onChange({ ...trigger, condition: condition as 'succeeded' | 'failed' | 'always' })
          }
          options={[
            { value: 'succeeded', label: 'and succeeded' },
            { value: 'failed', label: 'and failed' },
            { value: 'always', label: 'in whatever way' },
          ]}
        />
      )}
    </>
  );
}

const noun = { dataset: 'data set', version: 'model', alias: 'model', alert: 'schedule', ended: 'schedule' };

/** What an event of that kind can be about. */
function useSubjects(kind: TriggerDraft['kind'], scheduleId?: string) {
  const of = kind === 'webhook' ? 'nothing' : noun[kind];
  return useQuery({
    queryKey: ['schedules', 'subjects', of],
    queryFn: async (): Promise<{ id: string; name: string }[]> => {
      if (of === 'data set') return api.datasets.list.query({});
      if (of === 'model') return api.models.list.query({});
      if (of === 'schedule') return api.schedules.list.query({});
      return [];
    },
    select: (found) => found.filter(({ id }) => id !== scheduleId),
  });
}
