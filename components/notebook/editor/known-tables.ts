import type { NamedTable } from '@/cells/kinds/kind-editor';
import { connectionOf } from '@/cells/kinds/sql/connection-of';
import { isPictureText, toPictureText } from '@/cells/ml/picture-text';
import type { NotebookParts } from '../notebook-context';
import type { GrantedConnections, TableSchema } from '../services';

/** The tables that a cell's SQL or form can name: attached data sets, and other cells whose value is a table. */
export async function knownTables(
  { store, kernel, services }: Pick<NotebookParts, 'store' | 'kernel' | 'services'>,
  id: number,
): Promise<readonly NamedTable[]> {
  const written = store.cell(id);
  const connection = written && connectionOf(written);
  if (connection !== undefined)
    return tablesOfConnection(services.connections, connection, written?.source ?? '');
  const ofCells = store.get().cells.flatMap((cell) => {
    if (cell.id === id) return [];
    const { outputs, state } = kernel.get(cell.id);
    // Asking for the value of a cell that is not fresh would run it.
    return outputs.map(async (name) =>
      state === 'fresh'
        ? { name, columns: columnsOf(await kernel.value(name).catch(() => undefined)) }
        : { name, columns: undefined },
    );
  });
  const tables = (await Promise.all(ofCells)).flatMap(({ name, columns }) =>
    columns ? [{ name, columns, from: 'cell' as const }] : [],
  );
  const attached = services.tables().map((table) => ({ ...table, from: 'dataset' as const }));
  return [...tables, ...attached.filter(({ name }) => !tables.some((table) => table.name === name))];
}

/** At most so many tables of a text have their columns asked for. */
const mostAsked = 8;

/** What a connection holds, with the columns of the tables that the text names. */
async function tablesOfConnection(
  connections: GrantedConnections,
  connection: string,
  text: string,
): Promise<readonly NamedTable[]> {
  const { tables } = await connections.tables(connection).catch(() => ({ tables: [] }));
  const words = new Set(text.toLowerCase().match(/\w+/g));
  let asked = 0;
  return Promise.all(
    tables.map(async ({ schema, table }): Promise<NamedTable> => {
      // What PostgreSQL finds without its schema.
      const name = schema === 'public' ? table : `${schema}.${table}`;
      const isNamed = words.has(table.toLowerCase()) && ++asked <= mostAsked;
      const columns = isNamed ? await connections.columns(connection, schema, table).catch(() => []) : [];
      return { name, columns, from: 'dataset' };
    }),
  );
}

/** The columns of a value that is a table: an Arrow table, an Arquero table, or rows. Undefined when it is none. */
export function columnsOf(value: unknown): TableSchema['columns'] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('schema' in value && isFields(value.schema))
    return value.schema.fields.map(({ name, type }) => ({
      name,
      type: isPicture(firstIn(value, name)) ? 'picture' : nameOfType(type),
    }));
  if ('columnNames' in value && typeof value.columnNames === 'function') {
    const names: unknown = value.columnNames();
    return Array.isArray(names)
      ? names.map((name) => ({ name: String(name), type: typeInColumn(value, String(name)) }))
      : undefined;
  }
  const [first] = Array.isArray(value) ? value : [];
  if (typeof first !== 'object' || first === null || Array.isArray(first)) return undefined;
  return Object.entries(first).map(([name, one]) => ({ name, type: nameOfValue(one) }));
}

/** The first value of an Arrow table's column. */
function firstIn(table: object, name: string): unknown {
  if (!('getChild' in table) || typeof table.getChild !== 'function') return undefined;
  return table.getChild(name)?.at?.(0);
}

const isPicture = (value: unknown): boolean =>
  value instanceof Uint8Array
    ? toPictureText(value.subarray(0, 8)) !== undefined
    : typeof value === 'string' && isPictureText(value);

interface Fields {
  readonly fields: readonly { readonly name: string; readonly type: unknown }[];
}

const isFields = (schema: unknown): schema is Fields =>
  typeof schema === 'object' && schema !== null && 'fields' in schema && Array.isArray(schema.fields);

/** Arrow's type ids (flatbuffer `Type`), as far as a person tells them apart. */
const arrowTypes: Readonly<Record<number, string>> = {
  2: 'integer',
  3: 'number',
  4: 'bytes',
  5: 'text',
  6: 'boolean',
  7: 'number',
  8: 'date',
  9: 'time',
  10: 'timestamp',
  12: 'list',
  13: 'struct',
  20: 'text',
};

function nameOfType(type: unknown): string {
  if (typeof type !== 'object' || type === null || !('typeId' in type)) return 'value';
  // A dictionary is told by what it stands for.
  if (type.typeId === -1 && 'dictionary' in type) return nameOfType(type.dictionary);
  return arrowTypes[Number(type.typeId)] ?? 'value';
}

function typeInColumn(table: object, name: string): string {
  if (!('get' in table) || typeof table.get !== 'function') return 'value';
  return nameOfValue(table.get(name, 0));
}

function nameOfValue(value: unknown): string {
  if (value instanceof Date) return 'timestamp';
  if (isPicture(value)) return 'picture';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' || typeof value === 'boolean' ? typeof value : 'value';
}
