'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { History, Mail, Pause, Play, Settings2, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { ExecutionList } from '@/components/executions/execution-list';
import { MailPreviewDialog } from '@/components/mails/mail-preview-dialog';
import { LoadFailed } from '@/components/shell/load-failed';
import { Button, IconButton } from '@/components/ui/button';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import { BackfillDialog } from './backfill-dialog';
import { BackfillList } from './backfill-list';
import { KeptReports } from './kept-reports';
import { ScheduleDialog } from './schedule-dialog';
import type { Schedule } from './schedule-draft';
import { ScheduleFacts } from './schedule-facts';

export function SchedulePage({ id }: { id: string }) {
  const schedule = useQuery({
    queryKey: ['schedules', 'read', id],
    queryFn: () => api.schedules.read.query({ id }),
    refetchInterval: 10_000,
  });
  if (schedule.isPending) return <Loading />;
  if (schedule.isError)
    return (
      <Page>
        <LoadFailed
          error={schedule.error}
          onRetry={() => schedule.refetch()}
          list={{ label: 'schedules', href: '/schedules' }}
        />
      </Page>
    );
  return <LoadedSchedule schedule={schedule.data} />;
}

function LoadedSchedule({ schedule }: { schedule: Schedule }) {
  const { id, name, notebookId, enabled } = schedule;
  const [editing, setEditing] = useState(false);
  const [previewing, setPreviewing] = useState(false);
  const [backfilling, setBackfilling] = useState(false);
  const router = useRouter();
  const acts = useScheduleActs(schedule);
  return (
    <Page>
      <PageHeader
        title={name}
        crumbs={[{ label: 'Schedules', href: '/schedules' }]}
        actions={
          <>
            <IconButton label="Delete schedule" icon={Trash2} onClick={() => acts.remove.mutate()} />
            <IconButton label="Report mail" icon={Mail} onClick={() => setPreviewing(true)} />
            <Button icon={History} onClick={() => setBackfilling(true)}>
              Back-fill
            </Button>
            <Button icon={Settings2} onClick={() => setEditing(true)}>
              Change
            </Button>
            <Button
              icon={enabled ? Pause : Play}
              busy={acts.update.isPending}
              onClick={() => acts.update.mutate({ enabled: !enabled })}
            >
              {enabled ? 'Pause' : 'Resume'}
            </Button>
            <Button
              variant="primary"
              icon={Play}
              busy={acts.runNow.isPending}
              onClick={() =>
                acts.runNow.mutate(undefined, {
                  onSuccess: ({ executionId }) => router.push(`/executions/${executionId}`),
                })
              }
            >
              Run now
            </Button>
          </>
        }
      />
      <ScheduleFacts schedule={schedule} onUseNewest={() => acts.update.mutate({ revision: 'newest' })} />
      <BackfillList scheduleId={id} />
      <Section title="History">
        <ExecutionList scheduleId={id} />
      </Section>
      <KeptReports scheduleId={id} />
      {previewing && (
        <MailPreviewDialog
          scheduleId={id}
          isGathered={schedule.digest !== null}
          onClose={() => setPreviewing(false)}
        />
      )}
      {editing && (
        <ScheduleDialog notebookId={notebookId} schedule={schedule} onDone={() => setEditing(false)} />
      )}
      {backfilling && <BackfillDialog schedule={schedule} onClose={() => setBackfilling(false)} />}
    </Page>
  );
}

function useScheduleActs({ id, name }: Schedule) {
  const client = useQueryClient();
  const router = useRouter();
  const onError = (error: unknown) => toast.failed(errorMessage(error));
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['schedules'] }),
      client.invalidateQueries({ queryKey: ['executions'] }),
    ]);
  const restore = useMutation({
    mutationFn: () => api.schedules.restore.mutate({ id }),
    onSuccess: refresh,
    onError,
  });
  return {
    update: useMutation({
      mutationFn: (changes: { enabled?: boolean; revision?: 'newest' }) =>
        api.schedules.update.mutate({ id, ...changes }),
      onSuccess: refresh,
      onError,
    }),
    runNow: useMutation({
      mutationFn: () => api.schedules.runNow.mutate({ id }),
      onSuccess: refresh,
      onError,
    }),
    remove: useMutation({
      mutationFn: () => api.schedules.delete.mutate({ id }),
      onSuccess: () => {
        void refresh();
        toast.done(`The schedule “${name}” was deleted.`, () => restore.mutate());
        router.push('/schedules');
      },
      onError,
    }),
  };
}
