import { compileJavaScript } from '@/cells/compiler/javascript';
import { compileSql } from '@/cells/compiler/sql';
import { findSqlSymbols } from '@/cells/compiler/symbols';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';

/** A query. Its output is the result as a table; tables it names are other cells' outputs, else attached data sets. */
export const sql: Kind = {
  name: 'sql',
  type: cellTypes.sql,
  label: 'SQL',
  defaultRun: 'auto',
  emptySource: '',
  compile: (cell, context) =>
    // A cell in which nothing is written yet has no value, and nothing to fail at.
    cell.source.trim() === ''
      ? { ...compileJavaScript('{}', { hidden: true }), tables: [] }
      : compileSql(cell.source, context, { tag: writeTag, hidden: cell.hidden, output: cell.output }),
  symbols: ({ source }) => findSqlSymbols(source),
};

/** `sql.cell({rides, "My trips": trips})`: what a person types as `sql.with(…)`, with errors that know their place. */
function writeTag(tables: ReadonlyMap<string, string>): string {
  const entries = [...tables].map(([table, name]) =>
    table === name ? name : `${JSON.stringify(table)}: ${name}`,
  );
  return `sql.cell({${entries.join(', ')}})`;
}
