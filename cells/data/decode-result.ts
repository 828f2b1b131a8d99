import {
  batchType,
  Column,
  type Field,
  float64,
  int64,
  Table,
  Type,
  tableFromColumns,
  tableFromIPC,
} from '@uwdata/flechette';

/**
 * Arrow IPC messages of a query as a table. Dates and timestamps are Date objects. 64-bit integers become doubles where all of
 * the column are exact as such, which is the rule, and stay BigInt where one is not: a value is never rounded.
 */
export function decodeResult(messages: Uint8Array[]): Table {
  const table = tableFromIPC(messages, { useDate: true });
  if (!table.children.some(isLong)) return table;
  const { schema, children } = tableFromColumns(
    table.children.map((column, i) => [
      String(table.names[i]),
      isLong(column) ? convertLong(column) : column,
    ]),
  );
  const fields = schema.fields.map((field, i) =>
    isLong(table.children[i]) ? { ...field, metadata: new Map([[wholeMark, 'true']]) } : field,
  );
  return new Table({ ...schema, fields }, children);
}

const wholeMark = 'cellar.whole';

/** Whether a column of doubles was one of 64-bit integers, as a file should have it. */
export const wasWhole = ({ metadata }: Field): boolean => metadata?.get(wholeMark) === 'true';

const isLong = (column: Column<unknown> | undefined): column is Column<unknown> =>
  column?.type.typeId === Type.Int && 'bitWidth' in column.type && column.type.bitWidth === 64;

interface LongBatch {
  readonly length: number;
  readonly nullCount: number;
  readonly validity?: Uint8Array;
  readonly values: BigInt64Array | BigUint64Array;
}

function convertLong(column: Column<unknown>): Column<unknown> {
  // Flechette's types leave the buffers of a batch open; those of a 64-bit integer are these.
  const batches = column.data as unknown as readonly LongBatch[];
  const isExact = batches.every(areExact);
  const type = isExact ? float64() : int64();
  const Batch = batchType(type, { useBigInt: true });
  const converted = batches.map(
    ({ length, nullCount, validity, values }) =>
      new Batch({ length, nullCount, validity, type, values: isExact ? toDoubles(values) : values }),
  );
  return new Column(converted, type);
}

/** Looks at the upper halves only: no BigInt is made. What lies under a null is whatever the engine left there, and is not looked at. */
function areExact({ values, nullCount, validity }: LongBatch): boolean {
  const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const isNull = (row: number) =>
    nullCount > 0 && validity && !((validity[row >> 3] ?? 0) & (1 << (row & 7)));
  for (let row = 0; row < values.length; row++) {
    const high = halves[row * 2 + 1] ?? 0;
    if ((high > 0x1fffff || high < -0x200000) && !isNull(row)) return false;
  }
  return true;
}

function toDoubles(values: BigInt64Array | BigUint64Array): Float64Array {
  const low = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const high = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const doubles = new Float64Array(values.length);
  for (let i = 0, at = 0; i < doubles.length; i++, at += 2)
    doubles[i] = (high[at + 1] ?? 0) * 4294967296 + (low[at] ?? 0);
  return doubles;
}
