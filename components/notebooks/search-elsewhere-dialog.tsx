import { useMutation } from '@tanstack/react-query';
import type { RequestInput } from '@/cells/bridge/messages';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatBytes } from '@/components/ui/format';
import { openSearch } from './open-search';

/** Asks, once for each notebook, whether its searches may go on in workers. */
export function SearchElsewhereDialog({
  notebookId,
  search,
  onDone,
}: {
  notebookId: string;
  search: RequestInput<'search.open'>;
  onDone(opened: { searchId: string } | null): void;
}) {
  const allow = useMutation({
    async mutationFn() {
      await api.notebooks.grantWorkers.mutate({ notebookId });
      return openSearch(notebookId, search);
    },
    onSuccess: onDone,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone(null)}
      title="Search on the workspace's workers?"
      description="From now on the searches of this notebook may train there, whoever opens it. The Data panel takes it back."
      footer={
        <>
          <Button onClick={() => onDone(null)}>In this tab only</Button>
          <Button variant="primary" busy={allow.isPending} onClick={() => allow.mutate()}>
            Allow workers
          </Button>
        </>
      }
    >
      <p>
        The rows that are searched on ({formatBytes(search.table.byteLength)}) go to the server, which deletes
        them when the search ends, or about a day after its tab died. No cell of the notebook runs there, only
        the learners.
      </p>
      {allow.isError && <ErrorNotice message={errorMessage(allow.error)} />}
    </Dialog>
  );
}
