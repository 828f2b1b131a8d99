import type { GrantedDataset } from '@/cells/bridge/messages';
import { AttachDatasetDialog } from '@/components/datasets/attach-dataset-dialog';
import { PromoteDialog } from '@/components/models/promote-dialog';
import { ImportDialog } from './import-dialog';
import type { NotebookSession } from './notebook-session';
import type { Asked } from './page-answers';
import { ProposeFile } from './propose-file';
import { SearchElsewhereDialog } from './search-elsewhere-dialog';
import type { Granted } from './use-granted';

/** The dialog in which a person answers what the notebook asked, or what the page asks in its place. */
export function AskDialog({
  notebookId,
  session,
  asked,
  granted,
  onKept,
}: {
  notebookId: string;
  session: NotebookSession;
  asked: Asked;
  granted: Granted;
  /** A file stands beside the notebook now. */
  onKept(): void;
}) {
  /** The frame knows the new table before it hears that there is one. */
  const knownFirst =
    (answer: (dataset: GrantedDataset | null) => void) => async (dataset: GrantedDataset | null) => {
      if (dataset) await granted.refresh();
      answer(dataset);
    };
  switch (asked.request) {
    case 'model.promote':
      return <PromoteDialog proposal={asked.input} notebookId={notebookId} onDone={asked.answer} />;
    case 'search.open':
      return (
        <SearchElsewhereDialog
          search={asked.input}
          notebookId={notebookId}
          onDone={(opened) => {
            void granted.refresh();
            asked.answer(opened);
          }}
        />
      );
    case 'notebook.import':
      return (
        <ImportDialog
          wanted={asked.input}
          notebookId={notebookId}
          onDone={(isAllowed) => {
            void granted.refresh();
            asked.answer(isAllowed);
          }}
        />
      );
    case 'dataset.attach':
      return <AttachDatasetDialog notebookId={notebookId} onDone={knownFirst(asked.answer)} />;
    case 'dataset.propose':
      return (
        <ProposeFile
          // The next one is asked about anew.
          key={`${asked.input.file.name} ${asked.input.file.size}`}
          file={asked.input.file}
          notebookId={notebookId}
          session={session}
          onDataset={knownFirst(asked.answer)}
          onKept={onKept}
        />
      );
  }
}
