/** What a run produced. Thrown away with the tab; never saved with the notebook. */

export type CellState = 'idle' | 'queued' | 'running' | 'fresh' | 'stale' | 'blocked' | 'failed';

export interface CellError {
  readonly name: string;
  readonly message: string;
  /** Position in the cell's own source, 1-based, when it is known. */
  readonly line?: number;
  readonly column?: number;
  /** The cell that caused it, when it is another one: the cell is then `blocked`, not `failed`. */
  readonly rootCell?: number;
  readonly stack?: string;
}

export interface CellProgress {
  /** 0..1, absent when the length is unknown. */
  readonly fraction?: number;
  readonly message?: string;
  /** Figures over steps, drawn as a live curve: `TrainingProgress` of components/notebook/model-result. */
  readonly history?: readonly { readonly step: number; readonly metrics: Readonly<Record<string, number>> }[];
  /** Of a search: its trials so far. */
  readonly search?: SearchProgress;
}

/** A search as it stands. */
export interface SearchProgress {
  /** The name of the metric that is searched by. */
  readonly metric: string;
  readonly better: 'lower' | 'higher';
  /** Where each trial is trained on folds: how many. Its value is the mean over them. */
  readonly folds?: number;
  readonly trials: readonly SearchTrial[];
  /** Where workers of the workspace were asked to search along. */
  readonly elsewhere?: SearchElsewhere;
}

/** Who searches along, and in words what keeps others from it. */
export interface SearchElsewhere {
  readonly workers: number;
  readonly notes: readonly string[];
}

/** One attempt of a search: where it looked and what it found. */
export interface SearchTrial {
  /** From 1, in the order of their beginning. */
  readonly number: number;
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  /** Which of the things that exclude each other: a learner. */
  readonly branch: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly value?: number;
  /** The metric in each fold that it has finished; NaN where it is not defined. */
  readonly foldValues?: readonly number[];
  /** Rounds or epochs that it has run. */
  readonly steps: number;
  readonly durationMs: number;
  /** Why it failed. */
  readonly problem?: string;
  /** Who tried it, where that was not this tab. */
  readonly place?: string;
}

export interface ConsoleEntry {
  readonly level: 'log' | 'info' | 'warn' | 'error' | 'debug';
  readonly text: string;
  /** It says what the cell's value is less than: whoever reads that should know. */
  readonly about?: 'value';
}

export interface CellRun {
  readonly state: CellState;
  readonly error?: CellError;
  /** While it runs: since when, as `Date.now()` says, in milliseconds. */
  readonly startedAt?: number;
  /** Wall time of the last finished run, in milliseconds. */
  readonly durationMs?: number;
  readonly progress?: CellProgress;
  readonly console: readonly ConsoleEntry[];
  /** Names this cell defines, and names it reads (other cells', builtins excluded). */
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
}
