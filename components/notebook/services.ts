import type { PreferencesInFrame } from '@/cells/bridge/preferences';
import type { ConnectionTables, GrantedConnection } from '@/cells/bridge/queries';
import type { NamedColumn } from '@/cells/kinds/kind-editor';
import type { CheckpointAbout } from '@/cells/ml/checkpoint';
import type { LibraryDocs } from '@/cells/writing';
import type { VimKeys } from './editor/vim-keys';

/** A table that SQL can name: an attached data set. */
export interface TableSchema {
  readonly name: string;
  readonly columns: readonly NamedColumn[];
}

export interface StatementMistake {
  readonly message: string;
  /** In the statement, 1-based. */
  readonly place?: { readonly line: number; readonly column?: number };
}

/** What became of a training that its tab, or its worker, did not outlive. */
export type Interruption =
  | { readonly kind: 'interrupted'; readonly about: CheckpointAbout }
  /** It began anew, and why. */
  | { readonly kind: 'discarded'; readonly reason: string }
  /** It goes on, and no further checkpoint of it is kept: why. `about`: the last one that is. */
  | { readonly kind: 'unkept'; readonly reason: string; readonly about?: CheckpointAbout };

export interface Interruptions {
  get(cellId: number): Interruption | undefined;
  subscribe(listener: () => void): () => void;
  /** The next training of the cell begins anew. */
  forget(cellId: number): Promise<void>;
}

/** Databases elsewhere that the notebook was given, and what is in them. */
export interface GrantedConnections {
  get(): readonly GrantedConnection[];
  subscribe(listener: () => void): () => void;
  tables(connection: string): Promise<ConnectionTables>;
  columns(
    connection: string,
    schema: string,
    table: string,
  ): Promise<readonly { readonly name: string; readonly type: string }[]>;
}

/** A name that goes into a cell; `query` is for a new one. `at`: a point of the window. */
export interface InsertedText {
  readonly text: string;
  readonly query: string;
  readonly connection?: string;
  readonly at?: { readonly x: number; readonly y: number };
}

export interface InsertListener {
  insert(inserted: InsertedText): void;
  pointAt(at: { readonly x: number; readonly y: number }): void;
}

/** Talks at cells, of which the notebook knows how many are open; the page around it shows them. */
export interface CommentMarks {
  count(cellId: number): number;
  subscribe(listener: () => void): () => void;
  /** Has the page show those of a cell, and a place to write. */
  ask(cellId: number): void;
}

/** How the person wants notebooks to look and to answer the keyboard. The page keeps it. */
export interface FollowedPreferences {
  get(): PreferencesInFrame;
  subscribe(listener: () => void): () => void;
}

/** Other notebooks that this one imports from, and what can be imported. */
export interface NamesElsewhere {
  notebooks(): readonly string[];
  /** Empty where that notebook is not here yet. */
  namesIn(notebook: string): readonly string[];
}

/** What the notebook asks of the world around it. The frame answers through the bridge. */
export interface NotebookServices {
  /** A file was dropped or picked: offer to keep it as a data set, and put a first SQL cell at index `at` when it was. */
  proposeFile(file: File, at: number): void;
  /** Opens the page's dialog for attaching a data set that is already there. */
  attachDataset(): void;
  /** Attached data sets, for completion and for forms. */
  tables(): readonly TableSchema[];
  /** Resolves when `tables` knows them: at the beginning they are asked for. */
  readonly tablesKnown: Promise<void>;
  readonly connections: GrantedConnections;
  readonly elsewhere: NamesElsewhere;
  /** What is wrong with a statement, if that can be told at once; see `DataEngine.check`. */
  checkSql(statement: string): Promise<StatementMistake | undefined>;
  /** What help says of the standard library; fetched once, undefined where that failed. */
  documentation(): Promise<LibraryDocs | undefined>;
  /** Vim's keys; fetched once. Undefined where that failed. */
  vimKeys(): Promise<VimKeys | undefined>;
  /** Workers of the workspace that are up. */
  countWorkers(): Promise<number>;
  /** What a cell's input or chart holds now, as the notebook keeps it. */
  valueShown(cellId: number): string | undefined;
  readonly interruptions: Interruptions;
  readonly comments: CommentMarks;
  readonly preferences: FollowedPreferences;
  /** A key that belongs to the page around the notebook: `mod+k`, `mod+s`, and `?` for the list of keys. */
  pageKey(key: string): void;
  /** Calls when the page wants what a key of the list does, by what it says. The answer ends it. */
  onAct(listener: (name: string) => void): () => void;
  /** Calls when the page puts names into cells. The answer ends it. */
  onInsert(listener: InsertListener): () => void;
}
