'use client';

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiInput, api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox, Field, Select, TextInput } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { ParameterFields } from './parameter-fields';
import type { Schedule } from './schedule-draft';
import styles from './schedules.module.css';
import { dayIn } from './zoned-day';

const day = 86_400_000;

/** Runs a schedule for a range of past days; says how many runs that is before it begins. */
export function BackfillDialog({ schedule, onClose }: { schedule: Schedule; onClose(): void }) {
  const { id: scheduleId, timeZone } = schedule;
  const ago = (days: number) => dayIn(new Date(Date.now() - days * day).toISOString(), timeZone);
  const [range, setRange] = useState(() => ({ firstDay: ago(7), lastDay: ago(1) }));
  const [concurrency, setConcurrency] = useState('1');
  const [again, setAgain] = useState(false);
  const [parameters, setParameters] = useState<Readonly<Record<string, unknown>>>({});
  const preview = useQuery({
    queryKey: ['schedules', 'preview-backfill', scheduleId, range],
    queryFn: () => api.schedules.previewBackfill.query({ scheduleId, ...range }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: () =>
      api.schedules.startBackfill.mutate({
        ...{ scheduleId, ...range, again, concurrency: Number(concurrency) },
        // Values come from fields of the form: text, numbers, lists of them.
        parameters: parameters as ApiInput['schedules']['startBackfill']['parameters'],
      }),
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['schedules'] }),
        client.invalidateQueries({ queryKey: ['executions'] }),
      ]);
      onClose();
    },
  });
  const runs = preview.data ? preview.data.total - (again ? 0 : preview.data.done) : 0;
  return (
    <Dialog
      open
      width={560}
      onOpenChange={(open) => !open && onClose()}
      title="Run for past days"
      description="One run for each time at which the schedule was due on these days. The notebook reads which time it is about in “execution”."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={start.isPending}
            disabled={runs === 0 || preview.isError}
            onClick={() => start.mutate()}
          >
            {runs > 0 ? `Start ${formatCount(runs, 'run')}` : 'Start'}
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <div className={styles.pair}>
          <Field label="First day">
            <TextInput
              type="date"
              value={range.firstDay}
              onChange={(event) => setRange({ ...range, firstDay: event.target.value })}
            />
          </Field>
          <Field label="Last day">
            <TextInput
              type="date"
              value={range.lastDay}
              onChange={(event) => setRange({ ...range, lastDay: event.target.value })}
            />
          </Field>
        </div>
        {preview.data && !preview.isError && (
          <p className={styles.preview} aria-live="polite">
            {formatCount(preview.data.total, 'due time')}
            {preview.data.done > 0 && `, ${preview.data.done} of them have succeeded`}.
          </p>
        )}
        {preview.isError && <ErrorNotice message={errorMessage(preview.error)} />}
        <ParameterFields inputs={schedule.inputs} values={parameters} onChange={setParameters} />
        <Field label="At once">
          <Select
            value={concurrency}
            onChange={setConcurrency}
            options={['1', '2', '4', '8'].map((count) => ({
              value: count,
              label: count === '1' ? 'One run after the other' : `${count} runs`,
            }))}
          />
        </Field>
        <Checkbox label="Run those again that have succeeded" checked={again} onChange={setAgain} />
      </div>
      {start.isError && <ErrorNotice message={errorMessage(start.error)} />}
    </Dialog>
  );
}
