import type { MailTable } from '../mails';
import { textOf } from './read-output';

/** What of a table viewer is in its frozen HTML: the rows that were in view. */
export interface Grid {
  readonly table: MailTable;
  /** Rows of the whole table. */
  readonly rows: number;
}

const element = /<cellar-table-view\b[\s\S]*?<\/cellar-table-view>/i;
/** More columns than a mail has room for. */
const widest = 8;

/** The output's first table viewer, read as a table; undefined where it has more columns than were drawn, or than a mail has room for. */
export function gridOf(html: string): Grid | undefined {
  const view = element.exec(html)?.[0] ?? '';
  const [, rows, columns] = /\baria-rowcount="(\d+)" aria-colcount="(\d+)"/.exec(view) ?? [];
  const [header = '', ...lines] = view.split(/(?=<div\b[^>]*\brole="row")/).slice(1);
  const names = [...header.matchAll(/ aria-label="Sort by ([^"]*)"/g)].map(([, name]) => textOf(name ?? ''));
  if (names.length === 0 || names.length > widest || names.length !== Number(columns)) return undefined;
  const values = lines.map((line) =>
    [...line.matchAll(/ role="gridcell"(?:[^>"]|"[^"]*")*>([\s\S]*?)<\/div>/g)].map(([, value]) =>
      textOf(value ?? ''),
    ),
  );
  // The header counts as a row.
  return { table: { header: names, rows: values }, rows: Number(rows) - 1 };
}

export const withoutGrid = (html: string): string => html.replace(element, ' ');
