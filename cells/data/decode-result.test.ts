import { batchType, Column, int64, tableFromColumns, tableToIPC } from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { decodeResult } from './decode-result';

describe('64-bit integers', () => {
  const decode = (values: bigint[], validity: number, nullCount: number) => {
    const type = int64();
    const Batch = batchType(type, { useBigInt: true });
    const batch = new Batch({
      length: values.length,
      nullCount,
      validity: nullCount > 0 ? Uint8Array.of(validity, 0, 0, 0, 0, 0, 0, 0) : new Uint8Array(),
      type,
      values: BigInt64Array.from(values),
    });
    const ipc = tableToIPC(tableFromColumns([['n', new Column([batch], type)]]), { format: 'stream' });
    return [...(decodeResult([ipc as Uint8Array]).getChild('n') ?? [])];
  };

  it('are numbers where all are exact as numbers, to the edges', () => {
    const edges = [-9007199254740992n, -1n, 0n, 9007199254740991n];
    expect(decode(edges, 0, 0)).toEqual([-9007199254740992, -1, 0, Number.MAX_SAFE_INTEGER]);
  });

  it('are BigInt where one is not', () => {
    expect(decode([1n, 9007199254740993n], 0, 0)).toEqual([1n, 9007199254740993n]);
  });

  it('are not judged by what lies under a null', () => {
    expect(decode([8n, 2n ** 62n, 9n], 0b101, 1)).toEqual([8, null, 9]);
  });
});
