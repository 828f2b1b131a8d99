import { type Batch, Table } from '@uwdata/flechette';

/** Beyond so many bytes to compare, two tables count as different: comparing 64 MB takes a few tens of milliseconds. */
const mostBytes = 64 * 2 ** 20;

/**
 * Whether two values are Arrow tables with the same columns, types and values in the same batches, as a query gives that is run
 * again on the same data. Compares bytes, so it never takes different tables for the same.
 */
export function isSameTable(a: unknown, b: unknown): boolean {
  if (!(a instanceof Table && b instanceof Table)) return false;
  if (a.numRows !== b.numRows || a.numCols !== b.numCols || bytesOf(a) > mostBytes) return false;
  return a.children.every((column, i) => {
    const other = b.children[i];
    return (
      other !== undefined &&
      a.names[i] === b.names[i] &&
      JSON.stringify(column.type) === JSON.stringify(other.type) &&
      sameBatches(column.data, other.data)
    );
  });
}

type AnyBatch = Batch<unknown>;

/** The buffers of a batch; `Batch` declares each, and leaves out those that its type does not have. */
const buffersOf = ({ values, offsets, validity, sizes }: AnyBatch) => [values, offsets, validity, sizes];

const childrenOf = (batch: AnyBatch): readonly AnyBatch[] =>
  (batch.children ?? []).filter((child): child is AnyBatch => child !== undefined);

const bytesOf = ({ children }: Table): number =>
  children.reduce((sum, { data }) => sum + data.reduce((all, batch) => all + bytesOfBatch(batch), 0), 0);

const bytesOfBatch = (batch: AnyBatch): number =>
  buffersOf(batch).reduce((sum, buffer) => sum + (ArrayBuffer.isView(buffer) ? buffer.byteLength : 0), 0) +
  childrenOf(batch).reduce((sum, child) => sum + bytesOfBatch(child), 0);

function sameBatches(a: readonly AnyBatch[], b: readonly AnyBatch[]): boolean {
  return a.length === b.length && a.every((batch, i) => sameBatch(batch, b[i]));
}

function sameBatch(a: AnyBatch, b: AnyBatch | undefined): boolean {
  // A dictionary stands elsewhere than in the batch.
  if (!b || a.length !== b.length || a.nullCount !== b.nullCount || 'dictionary' in a) return false;
  const others = buffersOf(b);
  return (
    buffersOf(a).every((buffer, i) => sameBuffer(buffer, others[i])) &&
    sameBatches(childrenOf(a), childrenOf(b))
  );
}

function sameBuffer(a: unknown, b: unknown): boolean {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return a === undefined && b === undefined;
  if (a.byteLength !== b.byteLength) return false;
  const isAligned = a.byteOffset % 4 === 0 && b.byteOffset % 4 === 0;
  const words = isAligned ? a.byteLength >> 2 : 0;
  return (
    sameNumbers(
      new Uint32Array(a.buffer, isAligned ? a.byteOffset : 0, words),
      new Uint32Array(b.buffer, isAligned ? b.byteOffset : 0, words),
    ) && sameNumbers(bytesAfter(a, words * 4), bytesAfter(b, words * 4))
  );
}

const bytesAfter = ({ buffer, byteOffset, byteLength }: ArrayBufferView, start: number) =>
  new Uint8Array(buffer, byteOffset + start, byteLength - start);

function sameNumbers(a: Uint32Array | Uint8Array, b: Uint32Array | Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
