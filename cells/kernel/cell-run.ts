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
}

export interface ConsoleEntry {
  readonly level: 'log' | 'info' | 'warn' | 'error' | 'debug';
  readonly text: string;
}

export interface CellRun {
  readonly state: CellState;
  readonly error?: CellError;
  /** Wall time of the last finished run, in milliseconds. */
  readonly durationMs?: number;
  readonly progress?: CellProgress;
  readonly console: readonly ConsoleEntry[];
  /** Names this cell defines, and names it reads (other cells', builtins excluded). */
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
}
