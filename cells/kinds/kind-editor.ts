import type { CellState } from '@/cells/kernel/cell-run';
import type { BaseAbout } from '@/cells/ml/transfer/describe-base';

/** A table that a form can name. */
export interface NamedTable {
  readonly name: string;
  readonly columns: readonly NamedColumn[];
  /** A cell's value, or an attached data set (which only SQL and charts can name). */
  readonly from: 'cell' | 'dataset';
}

export interface NamedColumn {
  readonly name: string;
  readonly type: string;
}

/** A trained model that a form can name. */
export interface NamedModel {
  readonly name: string;
  readonly task: 'regression' | 'binary' | 'multiclass';
  readonly target: string;
  /** None for a regression. */
  readonly classes: readonly string[];
  /** Columns of its held-out rows: its inputs, its target and what it does not see. */
  readonly columns: readonly NamedColumn[];
}

/** A model of TensorFlow.js that a form can name as a base, or why it cannot be one. */
export interface NamedBase {
  readonly name: string;
  readonly about?: BaseAbout;
  readonly fault?: string;
}

/** What the form of a kind (`kinds/<name>/editor.tsx`) is given: the options as they are, and how to change them. */
export interface KindEditorProps<Options> {
  readonly options: Options;
  /** Each call is one step of undo. */
  onChange(options: Options): void;
  readonly tables: readonly NamedTable[];
  /** Names of the models that other cells train. */
  readonly models: readonly string[];
  /** Models that have been trained, of whatever cell. */
  readonly trained: readonly NamedModel[];
  /** Workers of the workspace that are up, where one can ask. */
  countWorkers?(): Promise<number>;
  readonly bases: readonly NamedBase[];
  readonly state: CellState;
  run(): void;
  stop(): void;
}

/** How a column's values look to a form, by whatever name its engine has for the type. */
export function columnTone(type: string): 'number' | 'date' | 'boolean' | 'text' {
  if (/bool/i.test(type)) return 'boolean';
  if (/date|time/i.test(type)) return 'date';
  if (/int|float|double|decimal|numeric|real|number|hugeint/i.test(type)) return 'number';
  return 'text';
}
