import { batchType, Column, int64, tableFromColumns, tableToIPC } from '@uwdata/flechette';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataEngine } from '@/cells/data';
import { decodeResult } from './decode-result';
import { openEmptyEngine } from './empty-engine.fixture';
import { writeNested } from './write-nested';

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

describe('of a query', () => {
  let engine: DataEngine;
  beforeAll(() => {
    engine = openEmptyEngine();
  });
  afterAll(() => engine.dispose());
  const read = async (sql: string) => Array.from((await engine.query(sql)).getChildAt(0) ?? []);

  it('unsigned integers are what they are, and stay so when they are read again', async () => {
    expect(await read('SELECT unnest([18446744073709551615, 1]::UBIGINT[])')).toEqual([2n ** 64n - 1n, 1n]);
    expect(await read('SELECT 9007199254740991::UBIGINT')).toEqual([Number.MAX_SAFE_INTEGER]);
    const t = await engine.query('SELECT unnest([9223372036854775809, 5, 7]::UBIGINT[]) AS n');
    const again = await engine.query('SELECT n FROM t WHERE n > 6 ORDER BY n', [], { tables: { t } });
    expect(Array.from(again.getChild('n'))).toEqual([7n, 2n ** 63n + 1n]);
    const rows = { n: [2n ** 63n + 1n, 5n] };
    expect(Array.from((await engine.query('FROM rows', [], { tables: { rows } })).getChild('n'))).toEqual(
      rows.n,
    );
  });

  it('64-bit integers in lists and structs are numbers, and BigInt where one is not exact as such', async () => {
    expect(await read('SELECT [1::BIGINT, -2]')).toMatchObject([[1, -2]]);
    const [list] = await read('SELECT [9007199254740993]');
    expect(writeNested(list)).toBe('[9007199254740993]');
    const [struct] = await read("SELECT {'a': [{'b': 18446744073709551615::UBIGINT}], 's': 'x\"'}");
    expect(writeNested(struct)).toBe('{"a":[{"b":18446744073709551615}],"s":"x\\""}');
    const t = await engine.query("SELECT MAP {'k': 9007199254740993} AS m, 3::BIGINT AS n");
    expect(t.getChild('n').at(0)).toBe(3);
    expect(
      await engine.query("SELECT m['k'] AS k FROM t", [], { tables: { t } }).then((one) => one.get(0)),
    ).toEqual({
      k: 9007199254740993n,
    });
  });
});
