/**
 * The kinds of cells: one folder and one line each. Light enough for page and server: what a cell needs to execute is
 * reached through the standard library when it runs.
 */
import type { CompileContext, CompiledCell } from '@/cells/compiler/compiled-cell';
import { isLocalName } from '@/cells/compiler/local-names';
import {
  type Cell,
  type CellKind,
  isRunMode,
  type Notebook,
  type NotebookRunMode,
  type RunMode,
} from '@/cells/document/notebook';
import { chart } from './chart';
import { dot } from './dot';
import { evaluate } from './evaluate';
import { html } from './html';
import { input } from './input';
import { javascript } from './javascript';
import type { Kind } from './kind';
import { markdown } from './markdown';
import { observable } from './observable';
import { sql } from './sql';
import { tex } from './tex';
import { train } from './train';
import { tune } from './tune';
import { typescript } from './typescript';

export type { Kind } from './kind';

/** In the order of the "add cell" menu. */
export const kinds: readonly Kind[] = [
  ...[javascript, sql, markdown, chart, input, train, tune, evaluate],
  ...[typescript, html, tex, dot, observable],
];

const byName = new Map<CellKind, Kind>(kinds.map((kind) => [kind.name, kind]));

/** The kind of a cell; undefined for a type that Cellar does not run. */
export function kindOf(cell: Pick<Cell, 'kind'>): Kind | undefined {
  return byName.get(cell.kind);
}

/**
 * Compiles a cell by its kind. A cell of a type that Cellar does not run compiles to nothing.
 * @throws CompileError with the place in the cell's source
 */
export function compileCell(cell: Cell, context: CompileContext): CompiledCell {
  const isLocal = cell.output !== undefined && isLocalName(cell.output);
  return kindOf(cell)?.compile(isLocal ? { ...cell, output: undefined } : cell, context) ?? nothing;
}

/**
 * When a cell runs: as its author said of it; else, where its kind runs by itself, as the notebook says (its attribute `data-run`);
 * else as its kind says. What only shows, prose and inputs, follows its own word alone.
 */
export function runModeOf(cell: Cell, { attributes }: Pick<Notebook, 'attributes'>): RunMode {
  if (cell.run) return cell.run;
  const { defaultRun = 'auto', onlyShows } = kindOf(cell) ?? {};
  return defaultRun === 'auto' && !onlyShows ? notebookRunMode(attributes) : defaultRun;
}

/** What a notebook says of its cells: they run by themselves where it says nothing. */
export function notebookRunMode({ 'data-run': wanted }: Notebook['attributes']): NotebookRunMode {
  return isRunMode(wanted) && wanted !== 'off' ? wanted : 'auto';
}

const nothing: CompiledCell = {
  body: '() => {}',
  inputs: [],
  outputs: [],
  single: false,
  autodisplay: false,
  autoview: false,
  files: [],
  tables: [],
  lineOffset: 0,
};
