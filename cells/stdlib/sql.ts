import type { Table } from '@uwdata/flechette';
import { type DataEngine, isArqueroTable, isArrowTable, QueryError, SelectedRows } from '@/cells/data';
import type { Builtin } from '@/cells/kernel/kernel';
import { placeInCell } from './place-in-cell';

type Tables = Readonly<Record<string, unknown>>;

/** ``sql`SELECT …` ``: a query as a promise of an Arrow table. `${…}` is a bound parameter, or a table where one stands in FROM; what is brushed is either, or a condition. */
export interface SqlTag {
  (strings: TemplateStringsArray, ...values: readonly unknown[]): Promise<Table>;
  /** The tag with names for values: ``sql.with({rides})`FROM rides` ``. */
  with(tables: Tables): SqlTag;
  /** The tag of a SQL cell: as `with`, and errors know their place in the cell. */
  cell(tables: Tables): SqlTag;
}

/** `sql`: its queries are cancelled with the cell. */
export function createSql(engine: DataEngine): Builtin {
  return { perCell: ({ signal }) => createTag(engine, signal, {}, false) };
}

/** The tag of a client, which belongs to no cell. */
export const createSqlTag = (engine: DataEngine, tables: Tables): SqlTag =>
  createTag(engine, undefined, tables, false);

function createTag(
  engine: DataEngine,
  signal: AbortSignal | undefined,
  tables: Tables,
  isCell: boolean,
): SqlTag {
  const tag = async (strings: TemplateStringsArray, ...values: readonly unknown[]): Promise<Table> => {
    const query = writeQuery(strings.raw, values);
    try {
      return await engine.query(query.text, query.parameters, {
        signal,
        tables: { ...tables, ...query.tables },
      });
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      throw isCell ? placeInCell(error, query.text) : sayHowToRead(error);
    }
  };
  return Object.assign(tag, {
    with: (more: Tables) => createTag(engine, signal, { ...tables, ...more }, false),
    cell: (more: Tables) => createTag(engine, signal, more, true),
  });
}

/** SQL cells read other cells by name; a tag in JavaScript is handed what it reads. */
function sayHowToRead(error: QueryError): QueryError {
  const [, name] = /^There is no table ([\p{ID_Start}$_][\p{ID_Continue}$]*)\./u.exec(error.message) ?? [];
  if (name === undefined) return error;
  return new QueryError(`${error.message} The value of a cell is read as FROM \${${name}}.`, error.place);
}

/** The raw texts, so that a backslash is a backslash, with `$1`, `$2` … for values and names for tables. */
function writeQuery(texts: readonly string[], values: readonly unknown[]) {
  const parameters: unknown[] = [];
  const tables: Record<string, unknown> = {};
  let text = texts[0] ?? '';
  for (const [i, value] of values.entries()) {
    if (value instanceof SelectedRows && !/\b(from|join)\s*$/i.test(text)) text += `(${value.where})`;
    else if (isTable(value)) {
      const name = `table_${i + 1}`;
      tables[name] = value;
      text += name;
    } else {
      parameters.push(value);
      text += `$${parameters.length}`;
    }
    text += texts[i + 1] ?? '';
  }
  return { text, parameters, tables };
}

const isTable = (value: unknown): boolean =>
  value instanceof SelectedRows ||
  isArrowTable(value) ||
  isArqueroTable(value) ||
  (Array.isArray(value) && value.length > 0 && value.every(isRow));

const isRow = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
