import { useMutation, useQuery } from '@tanstack/react-query';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import styles from './list.module.css';

/** Asks before a notebook is deleted for ever, and names what goes with it. */
export function PurgeDialog(props: { id: string; title: string; onDone(): void; onClose(): void }) {
  const { id, title, onDone, onClose } = props;
  const losses = useQuery({
    queryKey: ['notebooks', 'losses', id],
    queryFn: () => api.notebooks.losses.query({ id }),
    gcTime: 0,
  });
  const purge = useMutation({
    mutationFn: () => api.notebooks.purge.mutate({ id }),
    onSuccess: () => {
      toast.done(`“${title}” is deleted for ever.`);
      onDone();
    },
    onError: (error) => toast.failed(errorMessage(error)),
  });
  const { data } = losses;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete “${title}” for ever?`}
      description="This cannot be undone."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" disabled={!data} busy={purge.isPending} onClick={() => purge.mutate()}>
            Delete for ever
          </Button>
        </>
      }
    >
      {losses.isPending && <Loading />}
      {losses.isError && (
        <ErrorNotice message={errorMessage(losses.error)} onRetry={() => losses.refetch()} />
      )}
      {data && (
        <>
          <p>Lost with it:</p>
          <ul className={styles.losses}>
            <li>
              {formatCount(data.revisions, 'revision')}
              {data.named.length > 0 && `, ${data.named.map((name) => `“${name}”`).join(', ')} among them`}
            </li>
            {data.runs > 0 && <li>{formatCount(data.runs, 'run')} with all that they showed</li>}
            {data.schedules > 0 && <li>{formatCount(data.schedules, 'schedule')}</li>}
            {data.comments > 0 && <li>{formatCount(data.comments, 'comment')}</li>}
            {data.grants > 0 && <li>what it was allowed to read</li>}
            {data.importers.length > 0 && (
              <li>
                its cells in {data.importers.map((name) => `“${name}”`).join(', ')}, which may import them
              </li>
            )}
          </ul>
          <p>Data sets stay, and so do models that came from it, each with the cells that made it.</p>
        </>
      )}
    </Dialog>
  );
}
