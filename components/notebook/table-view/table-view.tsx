import type { Table } from '@uwdata/flechette';
import { useCallback, useMemo } from 'react';
import type { DataEngine } from '@/cells/data';
import { ShownTable } from './shown-table';
import type { TableSource } from './table-source';
import styles from './table-view.module.css';
import type { TableLink } from './use-link';
import type { ViewColumn } from './view-columns';
import { type KeptState, useTableViewState } from './view-state';

/** What a view can do beside showing; what is absent has no button. */
export interface TableViewServices {
  /** Hands bytes to the person as a download. */
  saveFile?(name: string, blob: Blob): void;
  /** Writes an Arrow IPC stream as a Parquet file. */
  writeParquet?(ipc: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** Puts a SQL cell below. `write` is given what reads this table, as it stands after FROM. */
  insertQuery?(write: (from: string) => string): Promise<void>;
}

export interface TableViewProps extends TableViewServices {
  readonly table: Table;
  readonly source: TableSource;
  readonly columns: readonly ViewColumn[];
  readonly engine: DataEngine;
  /** Rows and columns of what the table is the beginning of. */
  readonly whole?: { readonly rows: number; readonly columns: number };
  /** The value as a tree. */
  inspect?(): Node;
  readonly kept?: KeptState;
  /** It goes into a report or a file: summarized as it stands, whether anybody has come near or not. */
  readonly isTaken?: boolean;
  /** Where charts over the same data filter each other. */
  readonly link?: TableLink;
}

/** A table, or the tree that it is as well. */
export function TableView(props: TableViewProps) {
  const { inspect, columns, kept } = props;
  const [state, change] = useTableViewState(columns.length, kept);
  const forms = useMemo(
    () =>
      inspect && (
        <div className={styles.forms} role="radiogroup" aria-label="Show as">
          {[false, true].map((isTree) => (
            // biome-ignore lint/a11y/useSemanticElements: two words that look like tabs
            <button
              key={String(isTree)}
              type="button"
              role="radio"
              aria-checked={state.isTree === isTree}
              onClick={() => change(() => ({ isTree }))}
            >
              {isTree ? 'Objects' : 'Table'}
            </button>
          ))}
        </div>
      ),
    [inspect, state.isTree, change],
  );
  if (columns.length === 0) return <p className={styles.nothing}>A table without columns.</p>;
  if (!inspect || !state.isTree) return <ShownTable {...props} {...{ state, change, forms }} />;
  return (
    <>
      <Tree inspect={inspect} />
      {forms}
    </>
  );
}

function Tree({ inspect }: { inspect(): Node }) {
  const show = useCallback((place: HTMLElement | null) => place?.replaceChildren(inspect()), [inspect]);
  return <div ref={show} />;
}
