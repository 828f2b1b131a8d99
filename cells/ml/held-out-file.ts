import {
  type Column as ArrowColumn,
  bool,
  columnFromArray,
  type DataType,
  dictionary,
  float32,
  float64,
  int8,
  int16,
  int32,
  Table,
  TimeUnit,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  timestamp,
  utf8,
} from '@uwdata/flechette';
import { z } from 'zod';
import { mostHeldOutRows } from './keep-held-out';
import type { Column, ColumnType, HeldOut, PackageFiles, Predictions } from './model';
import { mostFeatures } from './train-options';

/** The held-out rows of a package: an Arrow IPC file that any Arrow reader opens. Older packages have none. */
export const heldOutFile = 'held-out.arrow';

/** The largest such file that is read, in bytes. */
export const largestHeldOut = 64 * 1024 ** 2;
const metadataKey = 'cellar';
const mostColumns = 4 * mostFeatures;

const numbers = z.array(z.number()).max(1000);
const labels = z.array(z.string().max(10_000)).max(1000);
const aboutSchema = z.strictObject({
  format: z.literal(1),
  given: z.number().int().nonnegative(),
  types: z.array(z.enum(['number', 'string', 'boolean', 'date'])).max(mostColumns),
  baseline: z.union([
    z.strictObject({
      values: z.array(z.number()).length(1),
      quantiles: z.strictObject({ levels: numbers, values: numbers }).optional(),
    }),
    z.strictObject({
      values: labels.length(1),
      probabilities: z.strictObject({ classes: labels, values: numbers }),
    }),
  ]),
});
type About = z.infer<typeof aboutSchema>;

/** The same rows give the same bytes. Every number is kept as it is, in the smallest type that holds its column. */
export function writeHeldOut({ rows, given, baseline }: HeldOut): Uint8Array {
  const about: About = {
    ...{ format: 1, given, types: rows.columns.map(({ type }) => type) },
    baseline: writeBaseline(baseline),
  };
  const table = tableFromColumns(rows.columns.map((column) => [column.name, encodeColumn(column)]));
  const metadata = new Map([[metadataKey, JSON.stringify(about)]]);
  const described = new Table({ ...table.schema, metadata }, table.children);
  const bytes = tableToIPC(described, { format: 'file' });
  if (!bytes) throw new Error('The held-out rows could not be written.');
  return bytes;
}

/**
 * Undefined where the package has none.
 * @throws Error in words when the file is damaged
 */
export function readHeldOut(files: PackageFiles): HeldOut | undefined {
  const bytes = files.get(heldOutFile);
  if (!bytes) return undefined;
  try {
    return decode(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${heldOutFile} of the package cannot be read: ${reason}`, { cause });
  }
}

function decode(bytes: Uint8Array): HeldOut {
  if (bytes.byteLength > largestHeldOut) throw new Error('it is larger than 64 MB.');
  const table = tableFromIPC(bytes);
  if (table.numRows > mostHeldOutRows) throw new Error(`it has more than ${mostHeldOutRows} rows.`);
  const about = aboutSchema.safeParse(JSON.parse(table.schema.metadata?.get(metadataKey) ?? 'null'));
  if (!about.success) throw new Error('it does not say, in format 1, what its columns hold.');
  const { given, types, baseline } = about.data;
  if (types.length !== table.children.length) throw new Error('it names the types of other columns.');
  const columns = table.children.map((column, i) =>
    decodeColumn(String(table.names[i]), types[i] ?? 'string', column),
  );
  if (columns.some(({ values }) => values.length !== table.numRows))
    throw new Error('its columns are of different lengths.');
  return { rows: { numRows: table.numRows, columns }, given, baseline: readBaseline(baseline) };
}

/** A column as Arrow's, in the smallest type that holds it; missing is null. */
export function encodeColumn(column: Column): ArrowColumn<unknown> {
  if (column.type === 'string') {
    const distinct = new Set(column.values).size;
    return columnFromArray(
      [...column.values],
      distinct * 2 > column.values.length ? utf8() : dictionary(utf8(), int16()),
    );
  }
  const isBoolean = column.type === 'boolean';
  const present = Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return null;
    return isBoolean ? value === 1 : value;
  });
  return columnFromArray(present, isBoolean ? bool() : smallestType(column.type, column.values));
}

function smallestType(type: ColumnType, values: Float64Array): DataType {
  const present = values.filter((value) => !Number.isNaN(value));
  // A negative zero is no integer of Arrow's.
  const isWhole = present.every((value) => Number.isSafeInteger(value) && !Object.is(value, -0));
  if (type === 'date') return isWhole ? timestamp(TimeUnit.MILLISECOND) : float64();
  if (isWhole) {
    const largest = present.reduce((most, value) => Math.max(most, value < 0 ? -value - 1 : value), 0);
    if (largest < 2 ** 7) return int8();
    if (largest < 2 ** 15) return int16();
    if (largest < 2 ** 31) return int32();
  }
  return present.every((value) => Math.fround(value) === value) ? float32() : float64();
}

function decodeColumn(name: string, type: ColumnType, column: ArrowColumn<unknown>): Column {
  if (type === 'string')
    return { name, type, values: Array.from(column, (value) => (value === null ? null : String(value))) };
  return {
    name,
    type,
    values: Float64Array.from(column, (value) => (value === null ? Number.NaN : Number(value))),
  };
}

function writeBaseline({ values, probabilities, quantiles }: Predictions): About['baseline'] {
  if (values instanceof Float64Array)
    return {
      values: [...values],
      ...(quantiles && { quantiles: { levels: [...quantiles.levels], values: [...quantiles.values] } }),
    };
  return {
    values: [...values],
    probabilities: {
      classes: [...(probabilities?.classes ?? [])],
      values: [...(probabilities?.values ?? [])],
    },
  };
}

function readBaseline(baseline: About['baseline']): Predictions {
  if ('probabilities' in baseline) {
    const { classes, values } = baseline.probabilities;
    return { values: baseline.values, probabilities: { classes, values: Float64Array.from(values) } };
  }
  const { values, quantiles } = baseline;
  return {
    values: Float64Array.from(values),
    ...(quantiles && { quantiles: { ...quantiles, values: Float64Array.from(quantiles.values) } }),
  };
}
