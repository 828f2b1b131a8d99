import { useState } from 'react';
import type { GrantedDataset } from '@/cells/bridge/messages';
import { tableFiles } from '@/components/datasets/drop-zone';
import { ProposeDatasetDialog } from '@/components/datasets/propose-dataset-dialog';
import { KeepFileDialog } from './files/keep-file-dialog';
import type { NotebookSession } from './notebook-session';

const tables = new Set(tableFiles.split(','));
const isTable = ({ name }: File) => tables.has(/\.[^.]*$/.exec(name)?.[0].toLowerCase() ?? '');

/** A file that was dropped is a data set or a file beside the notebook: its kind says what is asked first, the person what it becomes. */
export function ProposeFile(props: {
  file: File;
  notebookId: string;
  session: NotebookSession;
  onDataset(dataset: GrantedDataset | null): void;
  /** It stands beside the notebook now. */
  onKept(): void;
}) {
  const { file, notebookId, session, onDataset, onKept } = props;
  const [isBeside, setBeside] = useState(!isTable(file));
  if (!isBeside)
    return (
      <ProposeDatasetDialog
        file={file}
        notebookId={notebookId}
        onDone={onDataset}
        onBeside={() => setBeside(true)}
      />
    );
  return (
    <KeepFileDialog
      file={file}
      notebookId={notebookId}
      session={session}
      onDone={(isKept) => {
        if (isKept) onKept();
        onDataset(null);
      }}
    />
  );
}
