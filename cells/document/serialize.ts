import { cellTypes } from './cell-types';
import { encodeAttribute, encodeText, escapeScript } from './characters';
import { indentSource } from './indentation';
import type { Cell, Notebook } from './notebook';

/** The notebook file. What Notebook Kit wrote and `parseNotebook` read comes back byte for byte. */
export function serializeNotebook(notebook: Notebook): string {
  const parts = [
    '<!doctype html>\n<notebook',
    ...attributes(Object.entries(notebook.attributes)),
    `>\n  <title>${encodeText(notebook.title)}</title>`,
  ];
  for (const cell of notebook.cells) {
    parts.push(
      '\n  <script',
      ...attributes(attributesOf(cell)),
      '>',
      indentSource(escapeScript(cell.source)),
      '</script>',
    );
  }
  parts.push('\n</notebook>\n');
  return parts.join('');
}

/** Notebook Kit's order; then ours; then, in file order, whatever else the file had. */
function attributesOf(cell: Cell): (readonly [string, string])[] {
  const { database, ...others } = cell.attributes;
  const entries: (readonly [string, string])[] = [['id', String(cell.id)]];
  entries.push(['type', cell.kind === 'unsupported' ? cell.type : cell.type || cellTypes[cell.kind]]);
  if (cell.pinned) entries.push(['pinned', '']);
  if (cell.hidden) entries.push(['hidden', '']);
  if (database !== undefined) entries.push(['database', database]);
  if (cell.output) entries.push(['output', cell.output]);
  if (cell.run) entries.push(['data-run', cell.run]);
  entries.push(...Object.entries(others));
  return entries;
}

function attributes(entries: readonly (readonly [string, string])[]): string[] {
  return entries.map(([name, value]) => ` ${name}="${encodeAttribute(value)}"`);
}
