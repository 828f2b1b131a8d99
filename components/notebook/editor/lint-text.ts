import type { Diagnostic } from '@codemirror/lint';
import type { EditorState } from '@codemirror/state';
import { findReadingStatements } from '@/cells/compiler/sql-statements';
import { hasTypeScript } from '@/cells/compiler/typescript';
import type { Cell } from '@/cells/document/notebook';
import { connectionOf } from '@/cells/kinds/sql/connection-of';
import { builtinDocs } from '@/cells/stdlib/names';
import { type Knowledge, lintCell, type Mistake, type SymbolIndex } from '@/cells/writing';
import type { NotebookParts } from '../notebook-context';
import type { NotebookServices } from '../services';
import { toDiagnostic } from './mistakes';

const builtInNames = builtinDocs.map(({ name }) => name);
const ofLibrary = new Set(builtInNames);

/** The mistakes in the text of an editor, given the rest of the notebook as it is written now. */
export async function lintText(
  state: EditorState,
  { store, symbols, services, view }: NotebookParts,
  id: number,
): Promise<readonly Diagnostic[]> {
  const source = state.doc.toString();
  const cell = store.cell(id);
  // The document follows the editor at once; another text is an older one.
  if (cell?.source !== source) return [];
  // What reads it is on its way; its coming is followed by a check.
  if (cell.kind === 'typescript' && !hasTypeScript()) return [];
  if (cell.kind === 'sql' || cell.kind === 'chart') await services.tablesKnown;
  await readAll(store.get().cells, symbols);
  if (store.cell(id) !== cell) return [];
  const known: Knowledge = {
    isBuiltIn: (name) => ofLibrary.has(name) || name in globalThis,
    builtInNames,
    datasets: new Set(services.tables().map(({ name }) => name.toLowerCase())),
  };
  const found = lintCell(cell, store.get().cells, symbols, known);
  // Of another database's language nobody here is the judge.
  if (
    cell.kind === 'sql' &&
    connectionOf(cell) === undefined &&
    !found.some(({ severity }) => severity === 'error')
  )
    found.push(...(await lintStatements(source, services, found)));
  return found.flatMap((mistake) => toDiagnostic(state, mistake, (cellId) => view.go(cellId)) ?? []);
}

/** Milliseconds of reading after which keys and frames have their turn. */
const sliceMs = 8;

/** Reads the texts of all cells that are not known yet, of which there are many when a notebook was just opened. */
async function readAll(cells: readonly Cell[], symbols: SymbolIndex): Promise<void> {
  let began = performance.now();
  for (const cell of cells) {
    symbols.read(cell);
    if (performance.now() - began < sliceMs) continue;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
  }
}

/** What the engine says of the statements, if it runs and is idle; a text with a wrong table it cannot judge. */
async function lintStatements(
  source: string,
  { checkSql }: NotebookServices,
  found: readonly Mistake[],
): Promise<Mistake[]> {
  const mistakes: Mistake[] = [];
  for (const statement of found.length > 0 ? [] : findReadingStatements(source)) {
    const mistake = await checkSql(statement);
    if (mistake) mistakes.push({ message: mistake.message, severity: 'error', ...mistake.place });
  }
  return mistakes;
}
