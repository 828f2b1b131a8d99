import {
  type Batch,
  batchType,
  Column,
  type DataType,
  type Field,
  float64,
  int64,
  Table,
  Type,
  tableFromColumns,
  tableFromIPC,
  uint64,
} from '@uwdata/flechette';

/**
 * Arrow IPC messages of a query as a table. Dates and timestamps are Date objects. 64-bit integers become doubles where all of
 * the column are exact as such, which is the rule, and stay BigInt where one is not, in lists and structs too: a value is never rounded.
 */
export function decodeResult(messages: Uint8Array[]): Table {
  const table = tableFromIPC(messages, { useDate: true });
  const isNestedBig = table.children.map(({ type, data }) => !isLong(type) && data.some(holdsInexact));
  if (!table.children.some(({ type }) => isLong(type)) && !isNestedBig.includes(true)) return table;
  const big = isNestedBig.includes(true)
    ? tableFromIPC(messages, { useDate: true, useBigInt: true })
    : undefined;
  const { schema, children } = tableFromColumns(
    table.children.map((column, i) => [
      String(table.names[i]),
      isLong(column.type) ? convertLong(column) : (isNestedBig[i] && big?.children[i]) || column,
    ]),
  );
  const fields = schema.fields.map((field, i) => {
    const type = table.children[i]?.type;
    if (!isLong(type)) return field;
    return { ...field, metadata: new Map([[wholeMark, isSigned(type) ? 'signed' : 'unsigned']]) };
  });
  return new Table({ ...schema, fields }, children);
}

const wholeMark = 'cellar.whole';

/** What a column of 64-bit integers was before some of them became doubles, as a file should have it. */
export function wholeTypeOf({ metadata }: Field): DataType | undefined {
  const mark = metadata?.get(wholeMark);
  return mark === undefined ? undefined : mark === 'signed' ? int64() : uint64();
}

const isLong = (type: DataType | undefined): boolean =>
  type?.typeId === Type.Int && 'bitWidth' in type && type.bitWidth === 64;

const isSigned = (type: DataType | undefined): boolean =>
  type !== undefined && 'signed' in type && type.signed === true;

interface LongBatch {
  readonly type: DataType;
  readonly length: number;
  readonly nullCount: number;
  readonly validity?: Uint8Array;
  readonly values: BigInt64Array | BigUint64Array;
}

function convertLong(column: Column<unknown>): Column<unknown> {
  // Flechette's types leave the buffers of a batch open; those of a 64-bit integer are these.
  const batches = column.data as unknown as readonly LongBatch[];
  const isExact = batches.every(areExact);
  const type = isExact ? float64() : column.type;
  const Batch = batchType(type, { useBigInt: true });
  const converted = batches.map(
    ({ length, nullCount, validity, values }) =>
      new Batch({ length, nullCount, validity, type, values: isExact ? toDoubles(values) : values }),
  );
  return new Column(converted, type);
}

/** Looks at the upper halves only: no BigInt is made. What lies under a null is whatever the engine left there, and is not looked at. */
function areExact({ type, length, values, nullCount, validity }: LongBatch): boolean {
  const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  // Of an unsigned one the highest bit is no sign: what has it is larger than any double is exact for.
  const least = isSigned(type) ? -0x200000 : 0;
  const isNull = (row: number) =>
    nullCount > 0 && validity && !((validity[row >> 3] ?? 0) & (1 << (row & 7)));
  for (let row = 0; row < length; row++) {
    const high = halves[row * 2 + 1] ?? 0;
    if ((high > 0x1fffff || high < least) && !isNull(row)) return false;
  }
  return true;
}

/** Whether there are 64-bit integers within that a double would round, which reading them as numbers refuses. */
function holdsInexact(batch: Batch<unknown>): boolean {
  // As above; batches without parts have no `children`, whatever their type says.
  if (isLong(batch.type)) return !areExact(batch as unknown as LongBatch);
  return (batch.children as readonly Batch<unknown>[] | undefined)?.some(holdsInexact) ?? false;
}

function toDoubles(values: BigInt64Array | BigUint64Array): Float64Array {
  const low = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const high = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const doubles = new Float64Array(values.length);
  for (let i = 0, at = 0; i < doubles.length; i++, at += 2)
    doubles[i] = (high[at + 1] ?? 0) * 4294967296 + (low[at] ?? 0);
  return doubles;
}
