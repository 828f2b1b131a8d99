import { CompileError } from '@/cells/compiler/compiled-cell';
import { compileJavaScript } from '@/cells/compiler/javascript';
import { compileSql } from '@/cells/compiler/sql';
import { findSqlSymbols, findTemplateSymbols } from '@/cells/compiler/symbols';
import { compileTemplate } from '@/cells/compiler/template';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';

import { connectionOf } from './connection-of';
import { databaseVariable } from './database';

export { connectionOf } from './connection-of';

/** A query. Its output is the result as a table; tables it names are other cells' outputs, else attached data sets. A cell's `db` is asked instead. */
export const sql: Kind = {
  name: 'sql',
  type: cellTypes.sql,
  label: 'SQL',
  defaultRun: 'auto',
  emptySource: '',
  compile(cell, context) {
    const { source, hidden, output } = cell;
    // A cell in which nothing is written yet has no value, and nothing to fail at.
    if (source.trim() === '') return { ...compileJavaScript('{}', { hidden: true }), tables: [] };
    const connection = connectionOf(cell);
    if (connection !== undefined)
      return compileTemplate(source, {
        tag: `DatabaseClient(${JSON.stringify(connection)}).cell`,
        ...{ hidden, output },
      });
    const database = databaseVariable(cell, context.names);
    if (database === undefined) return compileSql(source, context, { tag: writeTag, hidden, output });
    if (!identifier.test(database))
      throw new CompileError(
        `“${database}” is no name of a value: database="var:name" names the value to ask.`,
      );
    return compileTemplate(source, { tag: `((...query) => ${database}.sql(...query))`, hidden, output });
  },
  // Tables of another database are no names of this notebook.
  symbols: (cell) =>
    connectionOf(cell) === undefined && databaseVariable(cell, nothing) === undefined
      ? findSqlSymbols(cell.source)
      : findTemplateSymbols(cell.source),
};

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const nothing: ReadonlySet<string> = new Set();

/** `sql.cell({rides, "My trips": trips})`: what a person types as `sql.with(…)`, with errors that know their place. */
function writeTag(tables: ReadonlyMap<string, string>): string {
  const entries = [...tables].map(([table, name]) =>
    table === name ? name : `${JSON.stringify(table)}: ${name}`,
  );
  return `sql.cell({${entries.join(', ')}})`;
}
