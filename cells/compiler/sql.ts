import type { CompileContext, CompiledCell } from './compiled-cell';
import { findSqlReferences } from './sql-references';
import { compileTemplate, type TemplateOptions } from './template';

export interface SqlOptions extends Omit<TemplateOptions, 'tag'> {
  /**
   * Writes the expression before the backtick from the tables that other cells define, keyed by their name in the SQL text
   * with the cell's name as value: `(tables) => 'sql.with({' + … + '})'`.
   */
  tag(tables: ReadonlyMap<string, string>): string;
}

/**
 * Compiles SQL text: `${…}` becomes a bound parameter, and a table that another cell defines becomes an input.
 * @throws CompileError with the place in `source`
 */
export function compileSql(source: string, context: CompileContext, options: SqlOptions): CompiledCell {
  const tag = options.tag(tablesFromCells(source, context.names, options.output));
  return { ...compileTemplate(source, { ...options, tag }), tables: findSqlReferences(source) };
}

/**
 * The tables in a query that are values of cells other than its `own`. DuckDB compares names without case: `from Rides` reads a
 * cell's `rides`, an exact match first.
 */
export function tablesFromCells(
  source: string,
  names: ReadonlySet<string>,
  own: string | undefined,
): ReadonlyMap<string, string> {
  const byLowerCase = new Map([...names].map((name) => [name.toLowerCase(), name]));
  const found = new Map<string, string>();
  for (const table of findSqlReferences(source)) {
    const name = names.has(table) ? table : byLowerCase.get(table.toLowerCase());
    if (name !== undefined && name !== own) found.set(table, name);
  }
  return found;
}
