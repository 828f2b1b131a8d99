import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { readRecipients } from '@/components/schedules/schedule-draft';
import { Button } from '@/components/ui/button';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox, Field, Select, TextInput } from '@/components/ui/field';
import { toast } from '@/components/ui/toast';
import { CanaryFields } from './canary-fields';
import styles from './retraining.module.css';
import { RuleCauses } from './rule-causes';
import { TrainerFields, useTrainers } from './trainer-fields';
import type { Retraining, RetrainingRule } from './use-retraining';

/** Sets the rule of a model. What another person saved meanwhile is not written over. */
export function RuleDialog({
  model,
  tables,
  retraining,
  onClose,
}: {
  model: string;
  /** Names under which the champion's cells read data. */
  tables: readonly string[];
  retraining: Retraining;
  onClose(): void;
}) {
  // What stood when the dialog opened: the list behind it is read again and again.
  const [expected] = useState(retraining.edition);
  const [rule, setRule] = useState<RetrainingRule>(() => ({
    ...retraining.rule,
    enabled: retraining.edition === 0 || retraining.rule.enabled,
  }));
  const [recipients, setRecipients] = useState(retraining.rule.recipients.join(', '));
  const offered = useTrainers(rule.notebook);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      api.retraining.setRule.mutate({
        ...{ model, expected },
        rule: {
          ...rule,
          // The field shows the first name that was found until another is typed.
          notebook: rule.notebook && {
            ...rule.notebook,
            output: rule.notebook.output || offered.data?.outputs[0] || '',
          },
          recipients: readRecipients(recipients),
        },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['models'] });
      toast.done(rule.enabled ? `${model} is trained again by this rule` : `The rule of ${model} pauses`);
      onClose();
    },
  });
  const set = (part: Partial<RetrainingRule>) => {
    setRule((before) => ({ ...before, ...part }));
    save.reset();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !save.isPending && onClose()}
      title={`Retrain ${model}`}
      description="The cells that trained the champion, or those of a notebook, run on newer data. What comes out is a version like any other: re-run, held against the gates, and compared with the champion on the same rows."
      footer={
        <>
          <Button onClick={onClose} disabled={save.isPending}>
            Cancel
          </Button>
          <Button variant="primary" busy={save.isPending} onClick={() => save.mutate()}>
            Save rule
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!save.isPending) save.mutate();
        }}
      >
        <Checkbox label="This rule is on" checked={rule.enabled} onChange={(enabled) => set({ enabled })} />
        <RuleCauses when={rule.when} onChange={(when) => set({ when })} />
        <TrainerFields trainer={rule.notebook} onChange={(notebook) => set({ notebook })} />
        <DataFields tables={rule.notebook ? (offered.data?.tables ?? []) : tables} {...{ rule, set }} />
        <Field label="What becomes of the candidate">
          <Select
            value={rule.move}
            // The options of the select are those of the rule.
            onChange={(move) => set({ move: move as RetrainingRule['move'] })}
            options={[
              { value: 'ask', label: 'A person decides' },
              { value: 'by-itself', label: 'Champion by itself, when the gates pass' },
            ]}
          />
        </Field>
        <CanaryFields model={model} canary={rule.canary} onChange={(canary) => set({ canary })} />
        <Field
          label="Mail to"
          hint="Who is asked, and told of what was refused. Addresses, @owners or @editors."
        >
          <TextInput value={recipients} onChange={(event) => setRecipients(event.target.value)} />
        </Field>
        <LimitFields {...{ rule, set }} />
      </form>
      {save.isError && <ErrorNotice message={errorMessage(save.error)} />}
    </Dialog>
  );
}

interface FieldsProps {
  readonly rule: RetrainingRule;
  set(part: Partial<RetrainingRule>): void;
}

function DataFields({ rule, tables, set }: FieldsProps & { tables: readonly string[] }) {
  return (
    <>
      <Field label="Trained on">
        <Select
          value={rule.data}
          // The options of the select are those of the rule.
          onChange={(data) => set({ data: data as RetrainingRule['data'] })}
          options={[
            { value: 'newest', label: 'The newest versions of its data' },
            { value: 'log', label: 'Its data and the labelled rows of the prediction log' },
          ]}
        />
      </Field>
      {rule.data === 'log' && (
        <div className={styles.inner}>
          <Field label="Days of the log" hint="Empty for all of it">
            <CommittedNumber
              value={rule.windowDays ?? undefined}
              onCommit={(days) => set({ windowDays: days ?? null })}
            />
          </Field>
          {tables.length > 1 && (
            <Field label="Added to">
              <Select
                value={rule.table ?? ''}
                onChange={(table) => set({ table: table || null })}
                options={[
                  { value: '', label: 'Choose a table' },
                  ...tables.map((table) => ({ value: table, label: table })),
                ]}
              />
            </Field>
          )}
        </div>
      )}
    </>
  );
}

const LimitFields = ({ rule, set }: FieldsProps) => (
  <fieldset className={styles.group}>
    <legend>Limits, so that it cannot run in circles</legend>
    <div className={styles.inner}>
      <Field label="Least hours between turns">
        <CommittedNumber
          value={rule.leastHours}
          onCommit={(leastHours) => leastHours !== undefined && set({ leastHours })}
        />
      </Field>
      <Field label="Most turns a week">
        <CommittedNumber
          value={rule.mostPerWeek}
          onCommit={(mostPerWeek) => mostPerWeek !== undefined && set({ mostPerWeek })}
        />
      </Field>
      <Field label="Pause after turns in vain">
        <CommittedNumber
          value={rule.pauseAfter}
          onCommit={(pauseAfter) => pauseAfter !== undefined && set({ pauseAfter })}
        />
      </Field>
    </div>
  </fieldset>
);
