import { kindOfType } from '../cell-types';
import { createCell } from '../create';
import { type Cell, isRunMode, type Notebook } from '../notebook';
import { type Converted, countOf, titleFor, withoutExpressions } from './converted';
import { writeFence } from './fence';
import { type JupyterCell, type JupyterFile, parseJupyter, textIn } from './jupyter-file';
import { showOutputs } from './jupyter-outputs';
import { cellarCell, cellarNotebook } from './jupyter-own';

/** Characters of outputs that are kept of all cells together: each save carries them. */
const mostOutputs = 20_000_000;

/** The attribute of a text cell that was a cell of another language, and of the cell that holds what that one had shown. */
export const wasAttribute = 'data-was';

/**
 * A Jupyter notebook (format 3 or 4) as one of ours. Prose becomes text cells, with its attached pictures in it. Code is kept as text
 * that says its language, followed by what it had shown, as content that only shows. Cells that were written by our own export become what
 * they were.
 * @throws UnreadableFile which says what is wrong and what to do
 */
export function readJupyter(json: string, fileName: string): Converted {
  const file = parseJupyter(json);
  const own = cellarNotebook.safeParse(file.metadata.cellar);
  const language = languageOf(file);
  const numbers = createNumbering(file);
  const cells: Cell[] = [];
  const notes: string[] = [];
  const asText = new Map<string, number>();
  let plainer = 0;
  let left = mostOutputs;
  let omitted = 0;

  for (const given of file.cells) {
    const restored = restore(given, numbers);
    if (restored) {
      cells.push(restored);
      continue;
    }
    if (given.type !== 'code') {
      cells.push(createCell({ id: numbers(), kind: 'markdown', source: proseOf(given) }));
      continue;
    }
    const { word, source } = codeOf(given, language);
    if (source.trim() === '' && given.outputs.length === 0) continue;
    asText.set(word, (asText.get(word) ?? 0) + 1);
    cells.push(
      createCell({
        id: numbers(),
        kind: 'markdown',
        source: withoutExpressions(writeFence(word, source)),
        attributes: { [wasAttribute]: word },
      }),
    );
    const shown = showOutputs(given.outputs);
    plainer += shown.plainer;
    if (!shown.html) continue;
    left -= shown.html.length;
    if (left < 0) {
      omitted += 1;
      left += shown.html.length;
      continue;
    }
    cells.push(
      createCell({
        id: numbers(),
        kind: 'html',
        source: shown.html.replaceAll('${', '&#36;{'),
        attributes: { [wasAttribute]: 'output' },
      }),
    );
  }

  for (const [word, count] of asText)
    notes.push(
      `${countOf(count, `${nameOf(word)} cell`)} kept as text, with what ${count === 1 ? 'it' : 'they'} had shown.`,
    );
  if (plainer > 0) notes.push(`${countOf(plainer, 'output')} kept in a plainer form, without scripts.`);
  if (omitted > 0)
    notes.push(
      `Outputs of ${countOf(omitted, 'cell')} left out: together they have more than ${mostOutputs / 1e6} MB.`,
    );
  const prose = cells.filter(({ kind }) => kind === 'markdown').map(({ source }) => source);
  const title = textIn(file.metadata, 'title') ?? textIn(file.metadata, 'name') ?? titleFor(prose, fileName);
  const notebook: Notebook = {
    title: title.slice(0, 500),
    cells,
    attributes: own.success ? own.data.attributes : {},
  };
  return { notebook, notes };
}

/** A cell of our own export, with the text that it has now. */
function restore(given: JupyterCell, number: (wanted?: number) => number): Cell | undefined {
  const own = cellarCell.safeParse(given.metadata.cellar);
  if (!own.success) return undefined;
  const { id, type, output, pinned, hidden, run, attributes } = own.data;
  const was = attributes[wasAttribute];
  return {
    id: number(id),
    kind: kindOfType(type),
    type,
    source: was && given.type === 'code' ? withoutExpressions(writeFence(was, given.source)) : given.source,
    ...(output ? { output } : {}),
    pinned,
    hidden,
    ...(isRunMode(run) ? { run } : {}),
    attributes,
  };
}

/** Our own cells keep their ids; others take those that are free. */
function createNumbering(file: JupyterFile): (wanted?: number) => number {
  const free = new Set<number>();
  let largest = 0;
  for (const { metadata } of file.cells) {
    const own = cellarCell.safeParse(metadata.cellar);
    if (!own.success) continue;
    free.add(own.data.id);
    largest = Math.max(largest, own.data.id);
  }
  return (wanted) => {
    if (wanted !== undefined && free.delete(wanted)) return wanted;
    largest += 1;
    return largest;
  };
}

function proseOf({ type, source, level, attachments, metadata }: JupyterCell): string {
  if (type === 'heading')
    return withoutExpressions(`${'#'.repeat(level ?? 1)} ${source.replace(/\s*\n\s*/g, ' ')}`);
  if (type === 'raw') {
    const format = textIn(metadata, 'format') ?? textIn(metadata, 'raw_mimetype') ?? 'text';
    return withoutExpressions(writeFence(format.replace(/^text\/|[^\w-]/g, '') || 'text', source));
  }
  const pictures = new Map(
    Object.entries(attachments).flatMap(([name, forms]) => {
      const [type, content] = Object.entries(forms).find(([mime]) => mime.startsWith('image/')) ?? [];
      return typeof content === 'string'
        ? [[name, `data:${type};base64,${content.replace(/\s/g, '')}`] as const]
        : [];
    }),
  );
  const text = source.replace(
    /attachment:([^\s)"'>]+)/g,
    (whole, name: string) => pictures.get(name) ?? pictures.get(decoded(name)) ?? whole,
  );
  return withoutExpressions(text);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a lone % is one
  }
}

const magics: Readonly<Record<string, string>> = {
  bash: 'bash',
  sh: 'bash',
  html: 'html',
  javascript: 'js',
  js: 'js',
  sql: 'sql',
  r: 'r',
  latex: 'latex',
  markdown: 'markdown',
};

/** Its language, as a fence names it: what the cell says, what a magic word on its first line says, else the notebook's. */
function codeOf(
  { source, language, metadata }: JupyterCell,
  ofNotebook: string,
): { word: string; source: string } {
  const [, magic = ''] = /^%%(\w+)/.exec(source) ?? [];
  const own = language ?? textIn(metadata, 'vscode', 'languageId');
  return {
    word: wordOf(magics[magic.toLowerCase()] ?? own ?? ofNotebook),
    source: source.trimEnd(),
  };
}

const languageOf = ({ metadata }: JupyterFile): string =>
  textIn(metadata, 'language_info', 'name') ??
  textIn(metadata, 'kernelspec', 'language') ??
  textIn(metadata, 'language') ??
  'python';

const wordOf = (language: string): string => language.toLowerCase().replace(/[^\w+#-]/g, '') || 'text';

const nameOf = (word: string): string =>
  ({ js: 'JavaScript', javascript: 'JavaScript', sql: 'SQL', html: 'HTML', php: 'PHP' })[word] ??
  word.charAt(0).toUpperCase() + word.slice(1);
