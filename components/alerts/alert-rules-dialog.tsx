'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select, TextInput } from '@/components/ui/field';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import styles from './alerts.module.css';

type Rules = ApiOutput['alerts']['rules'];

/** Who is told of alerts, and when others are. */
export function AlertRulesDialog({ onClose }: { onClose(): void }) {
  const rules = useQuery({ queryKey: ['alerts', 'rules'], queryFn: () => api.alerts.rules.query({}) });
  if (rules.data) return <RulesForm rules={rules.data} onClose={onClose} />;
  return (
    <Dialog open title="Alert mails" onOpenChange={(open) => !open && onClose()}>
      {rules.isError ? <ErrorNotice message={errorMessage(rules.error)} /> : <Loading />}
    </Dialog>
  );
}

const list = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

function RulesForm({ rules, onClose }: { rules: Rules; onClose(): void }) {
  const [recipients, setRecipients] = useState(rules.recipients.join(', '));
  const [after, setAfter] = useState(String(rules.escalateAfterMinutes));
  const [again, setAgain] = useState(String(rules.remindAfterMinutes));
  const [others, setOthers] = useState(rules.escalateTo.join(', '));
  const [changes, setChanges] = useState(String(rules.flapChanges));
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      api.alerts.setRules.mutate({
        recipients: list(recipients),
        escalateAfterMinutes: Number(after),
        escalateTo: list(others),
        remindAfterMinutes: Number(again),
        flapChanges: Number(changes),
        flapMinutes: rules.flapMinutes,
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['alerts'] });
      toast.done('Alerts are mailed by these rules from now on.');
      onClose();
    },
  });
  return (
    <Dialog
      open
      title="Alert mails"
      description="An alert is mailed when it opens and when it is resolved, with the chart that proves it."
      onOpenChange={(open) => !open && onClose()}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={save.isPending} onClick={() => save.mutate()}>
            Save rules
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <Field label="Mail alerts to" hint="Addresses, @owners or @editors, with commas between.">
          <TextInput
            value={recipients}
            placeholder="ada@example.org, @owners"
            onChange={(event) => setRecipients(event.target.value)}
          />
        </Field>
        <Field label="While nobody acknowledges it" hint={again === '0' ? undefined : 'Three times at most.'}>
          <Select
            value={again}
            onChange={setAgain}
            options={waitOptions(
              rules.remindAfterMinutes,
              'they are not told again',
              'tell them again after',
            )}
          />
        </Field>
        <Field label="If nobody acknowledges it">
          <Select
            value={after}
            onChange={setAfter}
            options={waitOptions(rules.escalateAfterMinutes, 'nobody else is told', 'tell others after')}
          />
        </Field>
        {after !== '0' && (
          <Field label="Tell also">
            <TextInput
              value={others}
              placeholder="@owners"
              onChange={(event) => setOthers(event.target.value)}
            />
          </Field>
        )}
        <Field
          label="Turns in a day that count as flapping"
          hint="Such an alert is told once, and again when it is steady."
        >
          <TextInput
            type="number"
            min={2}
            max={100}
            value={changes}
            onChange={(event) => setChanges(event.target.value)}
          />
        </Field>
      </div>
      {save.isError && <ErrorNotice message={errorMessage(save.error)} />}
    </Dialog>
  );
}

const waits = [0, 15, 30, 60, 240, 1440];

/** The usual waits, and the one that is set. */
const waitOptions = (set: number, never: string, words: string) =>
  [...new Set([...waits, set])]
    .sort((a, b) => a - b)
    .map((minutes) => ({
      value: String(minutes),
      label: minutes === 0 ? never : `${words} ${sayWait(minutes)}`,
    }));

function sayWait(minutes: number): string {
  if (minutes % 60) return `${minutes} minutes`;
  return minutes === 60 ? 'an hour' : `${minutes / 60} hours`;
}
