import { type ReactNode, useRef, useState } from 'react';
import { readDropped } from '@/cells/data/pictures/pack-folder';
import { errorMessage } from '@/components/api';
import { toast } from '@/components/ui/toast';
import styles from './drop-zone.module.css';

/** File types that become data sets, for file pickers. */
export const tableFiles =
  '.csv,.tsv,.tab,.txt,.parquet,.json,.jsonl,.ndjson,.arrow,.feather,.xlsx,.xlsm,.sqlite,.sqlite3,.db,.zip';

/** Takes files that are dropped anywhere on what it holds. */
export function DropZone({
  onFile,
  sign = 'Drop to add as a data set',
  packsModels,
  children,
}: {
  /** The first file, and those that were dropped with it. */
  onFile(file: File, others: readonly File[]): void;
  /** What dropping does, in words. */
  sign?: string;
  /** The files of a model come as one file, as a data set of them does; false leaves them as they are. */
  packsModels?: boolean;
  children: ReactNode;
}) {
  const [over, setOver] = useState(false);
  // Entering a child leaves its parent: count, so that the sign does not flicker.
  const depth = useRef(0);
  const enter = (by: number) => {
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  const hasFiles = (event: React.DragEvent) => event.dataTransfer.types.includes('Files');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the pointer's way of the button beside it
    <div
      className={styles.zone}
      onDragEnter={(event) => hasFiles(event) && enter(1)}
      onDragLeave={(event) => hasFiles(event) && enter(-1)}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        enter(-depth.current);
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        readDropped(event.dataTransfer, { packsModels }).then(
          ([file, ...others]) => file && onFile(file, others),
          (error) => toast.failed(errorMessage(error)),
        );
      }}
    >
      {children}
      {over && <div className={styles.sign}>{sign}</div>}
    </div>
  );
}
