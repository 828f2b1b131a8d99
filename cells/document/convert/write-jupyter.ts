import type { Cell, Notebook } from '../notebook';
import type { FrozenOutput } from './frozen-outputs';
import { wasAttribute } from './read-jupyter';

/**
 * A Jupyter notebook, format 4.5. Prose is prose; what was Python is Python again; cells that Jupyter does not run are code cells with
 * their outputs as they stand. Each carries in its metadata (`cellar`) what `readJupyter` makes the same cell of.
 */
export function writeJupyter(notebook: Notebook, outputs: readonly FrozenOutput[]): string {
  const shown = new Map(outputs.map((output) => [output.cellId, output]));
  const languages = notebook.cells.flatMap((cell) => foreign(cell)?.language ?? []);
  const isPython = languages.includes('python');
  return `${JSON.stringify(
    {
      cells: notebook.cells.map((cell) => writeCell(cell, shown.get(cell.id))),
      metadata: {
        title: notebook.title,
        ...(isPython
          ? {
              kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
              language_info: { name: 'python' },
            }
          : { language_info: { name: 'javascript' } }),
        cellar: { attributes: notebook.attributes },
      },
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  )}\n`;
}

function writeCell(cell: Cell, output: FrozenOutput | undefined) {
  const { id, type, pinned, hidden, run, attributes } = cell;
  const about = {
    id: `cell-${id}`,
    metadata: {
      ...(languageIds[cell.kind] ? { vscode: { languageId: languageIds[cell.kind] } } : {}),
      cellar: { id, type, output: cell.output, pinned, hidden, run, attributes },
    },
  };
  const was = foreign(cell);
  if (was) {
    const language = was.language === 'python' ? {} : { vscode: { languageId: was.language } };
    const metadata = { ...about.metadata, ...language };
    return { cell_type: 'code', ...about, metadata, source: was.code, execution_count: null, outputs: [] };
  }
  const source = cell.source;
  // HTML is prose to Jupyter as long as nothing in it is computed.
  if (cell.kind === 'markdown' || (cell.kind === 'html' && !source.includes('${')))
    return { cell_type: 'markdown', ...about, source };
  if (cell.kind === 'unsupported') return { cell_type: 'raw', ...about, source };
  return {
    cell_type: 'code',
    ...about,
    source,
    execution_count: null,
    outputs: output && !hidden ? outputsOf(output) : [],
  };
}

function outputsOf({ html, text, error }: FrozenOutput) {
  if (error)
    return [
      {
        output_type: 'error',
        ename: error.split(':')[0] ?? 'Error',
        evalue: error,
        traceback: error.split('\n'),
      },
    ];
  if (!html.trim()) return [];
  return [{ output_type: 'display_data', metadata: {}, data: { 'text/html': html, 'text/plain': text } }];
}

const languageIds: Partial<Record<Cell['kind'], string>> = {
  javascript: 'javascript',
  typescript: 'typescript',
  observable: 'javascript',
  tex: 'latex',
  sql: 'sql',
  html: 'html',
};

/** A text cell that was code of another language and still is nothing but one fence of it. */
function foreign({ kind, source, attributes }: Cell): { language: string; code: string } | undefined {
  const language = attributes[wasAttribute];
  if (kind !== 'markdown' || !language) return undefined;
  const [, , info, code = ''] = /^(`{3,})(.*)\n(?:([\s\S]*)\n)?\1$/.exec(source) ?? [];
  return info === language ? { language, code: code.replaceAll('\\${', '${') } : undefined;
}
