import { useMutation } from '@tanstack/react-query';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import styles from './import-dialog.module.css';
import type { ImportAsked } from './import-notebook';
import { useFollowingLinks } from './use-links';

/** Asks, once for each pair of notebooks, whether cells of the one may run in the other. */
export function ImportDialog({
  notebookId,
  wanted: { notebook, tables },
  onDone,
}: {
  notebookId: string;
  wanted: ImportAsked;
  onDone(isAllowed: boolean): void;
}) {
  const following = useFollowingLinks(notebookId);
  const allow = useMutation({
    mutationFn: () =>
      api.notebooks.grantNotebook.mutate({
        ...{ notebookId, importedId: notebook.id, revision: notebook.revision },
      }),
    onSuccess: () => onDone(true),
  });
  // Nobody allows it before they could read who sees it.
  if (following === undefined) return null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone(false)}
      title={`Import from “${notebook.title}”?`}
      description="From now on its cells may run in this notebook, whoever opens it. The Data panel takes it back."
      footer={
        <>
          <Button onClick={() => onDone(false)}>Cancel</Button>
          <Button variant="primary" busy={allow.isPending} onClick={() => allow.mutate()}>
            Allow import
          </Button>
        </>
      }
    >
      {tables.length === 0 ? (
        <p>It was given no data set. Its cells come along, and the files beside it.</p>
      ) : (
        <>
          <p>
            With its cells this notebook can read the files beside it, and the data sets that it was given:
          </p>
          <ul className={styles.tables}>
            {tables.slice(0, 12).map(({ table, dataset }) => (
              <li key={`${table} ${dataset}`}>
                {dataset}, as the table <code>{table}</code>
              </li>
            ))}
            {tables.length > 12 && <li>and {tables.length - 12} more</li>}
          </ul>
        </>
      )}
      {following > 0 && (
        <p className={styles.shared}>
          This notebook is shared by {following === 1 ? 'a link' : `${following} links`}: whoever has it sees
          the imported cells, too, and can get at the data sets and files that they name, as a whole.
        </p>
      )}
      {allow.isError && <ErrorNotice message={errorMessage(allow.error)} />}
    </Dialog>
  );
}
