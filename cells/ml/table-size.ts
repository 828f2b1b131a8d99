import type { Column } from './model';
import { isPictureColumn } from './picture-text';
import { isText } from './text/find-texts';

/** What a column takes, and what it becomes: dates and flags are numbers; `words` are texts that are read word by word. */
export interface ColumnSize {
  readonly name: string;
  readonly kind: 'number' | 'category' | 'words' | 'picture';
  /** Of a text on average, of what was looked at. */
  readonly characters: number;
}

/** A table before it is read. */
export interface TableSize {
  readonly rows: number;
  readonly columns: readonly ColumnSize[];
}

/** Texts of a column that are looked at. */
const mostLooked = 1000;

/** Undefined where it is not known before it is read, or what is given is no table. Looks at the first rows alone. */
export function measureTable(data: unknown): TableSize | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  if (Array.isArray(data)) {
    const first: unknown = data[0];
    if (typeof first !== 'object' || first === null) return undefined;
    const head = data.slice(0, mostLooked) as Record<string, unknown>[]; // rows of one table are alike; one that is none has no values
    const columns = Object.entries(first).map(([name, value]) =>
      measureColumn(name, typeof value === 'string' ? head.map((row) => row?.[name]) : undefined),
    );
    return { rows: data.length, columns };
  }
  const { numRows, schema, columns } = data as Partial<Record<'numRows' | 'schema' | 'columns', unknown>>; // looked at below
  const fields = isWithFields(schema) ? schema.fields : Array.isArray(columns) ? columns : undefined;
  if (typeof numRows !== 'number' || !fields) return undefined;
  return {
    rows: numRows,
    columns: fields.map((field: unknown, index) =>
      measureColumn(nameOf(field), isTextField(field) ? valuesOf(data, field, index) : undefined),
    ),
  };
}

/** `texts`: its first values, where it holds text. */
function measureColumn(name: string, texts: Iterable<unknown> | undefined): ColumnSize {
  if (!texts) return { name, kind: 'number', characters: 0 };
  const values: string[] = [];
  let looked = 0;
  for (const value of texts) {
    if (typeof value === 'string') values.push(value);
    if (++looked >= mostLooked) break;
  }
  const column: Column = { name, type: 'string', values };
  const characters = values.reduce((sum, { length }) => sum + length, 0) / Math.max(1, values.length);
  if (isPictureColumn(column)) return { name, kind: 'picture', characters };
  return { name, kind: isText(column) ? 'words' : 'category', characters };
}

/** Of Arrow's types: text, large text, and text by dictionary. */
const textTypes: ReadonlySet<unknown> = new Set([5, 20, 24, -1, 'string']);
const isWithFields = (schema: unknown): schema is { fields: readonly unknown[] } =>
  typeof schema === 'object' && schema !== null && 'fields' in schema && Array.isArray(schema.fields);
const isTextField = (field: unknown): boolean => {
  const { type } = field as { type?: { typeId?: unknown } | string }; // a field of Arrow, or a column of ours
  return textTypes.has(typeof type === 'object' ? type.typeId : type);
};
const nameOf = (field: unknown): string => String((field as { name?: unknown }).name ?? '');

function valuesOf(table: object, field: unknown, index: number): Iterable<unknown> {
  const { getChildAt } = table as { getChildAt?: (index: number) => unknown };
  const values =
    typeof getChildAt === 'function' ? getChildAt.call(table, index) : (field as { values?: unknown }).values;
  return typeof values === 'object' && values !== null && Symbol.iterator in values
    ? (values as Iterable<unknown>) // it has an iterator, as just seen
    : [];
}
