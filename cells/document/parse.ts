import { kindOfType } from './cell-types';
import { decodeReferences, unescapeScript } from './characters';
import { dedentSource } from './indentation';
import { type Cell, isRunMode, type Notebook } from './notebook';
import { NotebookSyntaxError, readTag, type Tag } from './read-tag';

export { NotebookSyntaxError };

/**
 * Reads a notebook file in one pass, in time linear in its length. The first `<notebook>` holds the cells, the first
 * `<title>` anywhere is the title, anything else is tolerated. Missing, odd and repeated ids are renumbered as Notebook
 * Kit does.
 * @throws NotebookSyntaxError with the line when the text is not a notebook, or a tag never closes.
 */
export function parseNotebook(html: string): Notebook {
  let title: string | undefined;
  let notebook: Tag | undefined;
  const numbering = createNumbering();
  const cells: Cell[] = [];
  let inside = false;

  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at)) {
    if (html.startsWith('<!--', at)) {
      at = endOfComment(html, at);
      continue;
    }
    const tag = readTag(html, at);
    if (!tag) {
      at += 1; // a lone `<` in text
      continue;
    }
    at = tag.end;
    if (tag.name === 'notebook') {
      inside = !tag.closing;
      if (!tag.closing) notebook ??= tag;
    } else if (!tag.closing && rawElements.has(tag.name)) {
      const text = readRawText(html, tag);
      at = text.end;
      if (tag.name === 'title') title ??= decodeReferences(text.value);
      else if (tag.name === 'script' && inside) cells.push(toCell(tag, text.value, numbering));
    }
  }

  if (!notebook)
    throw new NotebookSyntaxError('This file is not a notebook: it has no <notebook> element', html, 0);
  return { title: title ?? 'Untitled', cells, attributes: Object.fromEntries(notebook.attributes) };
}

/** Elements whose content is text up to their own closing tag. */
const rawElements: ReadonlySet<string> = new Set(['script', 'title', 'style', 'textarea']);

function toCell(tag: Tag, text: string, number: (id: string | undefined) => number): Cell {
  const { id, type, output, pinned, hidden, 'data-run': run, ...others } = Object.fromEntries(tag.attributes);
  const attributes: Record<string, string> = others;
  const runMode = isRunMode(run) ? run : undefined;
  if (run !== undefined && !runMode) attributes['data-run'] = run;
  return {
    id: number(id),
    kind: kindOfType(type),
    type: type || 'module',
    source: dedentSource(unescapeScript(text)),
    ...(output ? { output } : {}),
    pinned: pinned !== undefined,
    hidden: hidden !== undefined,
    ...(runMode ? { run: runMode } : {}),
    attributes,
  };
}

function createNumbering(): (id: string | undefined) => number {
  const used = new Set<number>();
  let largest = 0;
  return (text) => {
    let id = Math.floor(Number(text ?? ''));
    if (!Number.isSafeInteger(id) || id <= 0 || used.has(id)) id = ++largest;
    else if (id > largest) largest = id;
    used.add(id);
    return id;
  };
}

function readRawText(html: string, tag: Tag): { value: string; end: number } {
  const closing = new RegExp(`</${tag.name}(?=[\\s/>])`, 'gi');
  closing.lastIndex = tag.end;
  const match = closing.exec(html);
  if (!match) throw new NotebookSyntaxError(`<${tag.name}> is never closed`, html, tag.start);
  const end = html.indexOf('>', closing.lastIndex);
  if (end === -1) throw new NotebookSyntaxError(`</${tag.name} has no ">"`, html, match.index);
  return { value: html.slice(tag.end, match.index), end: end + 1 };
}

function endOfComment(html: string, start: number): number {
  if (html.startsWith('<!-->', start)) return start + 5;
  if (html.startsWith('<!--->', start)) return start + 6;
  const end = html.indexOf('-->', start + 4);
  if (end === -1) throw new NotebookSyntaxError('A comment is never closed', html, start);
  return end + 3;
}
