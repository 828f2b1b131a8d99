import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/page-header';
import { Progress } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import styles from './schedules.module.css';

type Backfill = ApiOutput['schedules']['backfills'][number];

/** The newest back-fills of a schedule: how far each is, and a way to stop it. Nothing where there was none. */
export function BackfillList({ scheduleId }: { scheduleId: string }) {
  const backfills = useQuery({
    queryKey: ['schedules', 'backfills', scheduleId],
    queryFn: () => api.schedules.backfills.query({ scheduleId }),
    refetchInterval: ({ state }) => (state.data?.some(({ waiting }) => waiting > 0) ? 2000 : 15_000),
  });
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: (id: string) => api.schedules.stopBackfill.mutate({ id }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['schedules'] }),
        client.invalidateQueries({ queryKey: ['executions'] }),
      ]),
    onError: (error) => toast.failed(errorMessage(error)),
  });
  if (!backfills.data?.length) return null;
  return (
    <Section title="Back-fills">
      <ul className={styles.backfills}>
        {backfills.data.map((backfill) => (
          <li key={backfill.id}>
            <span>
              {backfill.firstDay} to {backfill.lastDay}
            </span>
            <span className={styles.muted}>{sayProgress(backfill)}</span>
            {backfill.waiting > 0 && (
              <>
                <Progress
                  fraction={1 - backfill.waiting / (backfill.total - backfill.done || backfill.total)}
                  label={`Back-fill of ${backfill.firstDay} to ${backfill.lastDay}`}
                />
                <Button busy={stop.isPending} onClick={() => stop.mutate(backfill.id)}>
                  Stop
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function sayProgress({ succeeded, failed, stopped, waiting, done }: Backfill): string {
  const said = [
    waiting > 0 && `${waiting} to go`,
    `${succeeded} succeeded`,
    failed > 0 && `${failed} failed`,
    stopped > 0 && `${stopped} stopped`,
    done > 0 && `${done} had succeeded before`,
  ];
  return said.filter(Boolean).join(', ');
}
