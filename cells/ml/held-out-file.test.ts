import { tableFromIPC } from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { readExampleData } from './example-data.fixture';
import { heldOutFile, readHeldOut, writeHeldOut } from './held-out-file';
import { keepHeldOut } from './keep-held-out';
import type { Column, HeldOut } from './model';
import { nodeAssets } from './node-assets';
import { rangeOf } from './random';
import { findColumn } from './read-table';
import { train } from './train';

const context = { signal: new AbortController().signal, progress() {}, assets: nodeAssets() };
const inFile = (bytes: Uint8Array) => new Map([[heldOutFile, bytes]]);

describe('held-out rows', () => {
  it('come with a model: every column of the table, the same in its package, the same bytes from the same seed', async () => {
    const penguins = readExampleData('penguins');
    const options = { target: 'species', features: ['bill_length_mm', 'flipper_length_mm'] };
    const make = () => train(penguins, { ...options, learner: 'linear' }, context);
    const model = await make();
    const files = await model.toPackage();
    expect(model.heldOut?.given).toBe(model.evaluation.rows);
    expect(model.heldOut?.rows.numRows).toBe(model.evaluation.rows);
    expect(model.heldOut?.rows.columns.map(({ name }) => name)).toEqual(
      penguins.columns.map(({ name }) => name),
    );
    expect(readHeldOut(files)).toEqual(model.heldOut);
    expect((await (await make()).toPackage()).get(heldOutFile)).toEqual(files.get(heldOutFile));
    const older = new Map([...files].filter(([path]) => path !== heldOutFile));
    expect(readHeldOut(older)).toBeUndefined();
  });

  it('of more than 10 000 are a random part of them in their order, and a wide table keeps fewer', () => {
    const values = Float64Array.from(rangeOf(30_000));
    const narrow = keepHeldOut(
      { numRows: 30_000, columns: [{ name: 'x', type: 'number', values }] },
      rangeOf(30_000).slice(10_000),
      7,
    );
    const kept = narrow.rows.columns[0]?.values as Float64Array; // a column of numbers, just made
    expect([narrow.given, kept.length]).toEqual([20_000, 10_000]);
    expect(kept).toEqual(kept.toSorted());
    const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
    expect(Math.abs(mean - 20_000)).toBeLessThan(200); // three standard errors are 122
    const texts = values.subarray(0, 2000);
    const long: Column = {
      name: 'text',
      type: 'string',
      values: Array.from(texts, (i) => 'x'.repeat(32_000) + i),
    };
    expect(keepHeldOut({ numRows: 2000, columns: [long] }, rangeOf(2000), 7).rows.numRows).toBeLessThan(530);
  });

  const { NaN: missing, POSITIVE_INFINITY: infinite } = Number;
  const heldOut: HeldOut = {
    rows: {
      numRows: 4,
      columns: [
        { name: 'whole', type: 'number', values: Float64Array.of(-128, 127, missing, 0) },
        { name: 'larger', type: 'number', values: Float64Array.of(128, 1, 1, 1) },
        { name: 'largest', type: 'number', values: Float64Array.of(2 ** 31, -(2 ** 53), 0, 0) },
        { name: 'negative zero', type: 'number', values: Float64Array.of(-0, 1, 1, 1) },
        { name: 'exact', type: 'number', values: Float64Array.of(0.1, 1 / 3, infinite, missing) },
        { name: 'single', type: 'number', values: Float64Array.of(0.5, -infinite, 0.25, 3) },
        { name: 'empty', type: 'number', values: new Float64Array(4).fill(missing) },
        { name: '__proto__', type: 'boolean', values: Float64Array.of(1, 0, missing, 1) },
        { name: 'day', type: 'date', values: Float64Array.of(0, -8.64e15, 1.7e12, missing) },
        { name: 'moment', type: 'date', values: Float64Array.of(0.5, 1, 2, missing) },
        { name: 'category', type: 'string', values: ['a', 'a', null, ''] },
        { name: 'text', type: 'string', values: ['ä', null, '', 'whole “text”'] },
        { name: 'nothing', type: 'string', values: [null, null, null, null] },
      ],
    },
    given: 9,
    baseline: {
      values: Float64Array.of(2.5),
      quantiles: { levels: [0.1, 0.9], values: Float64Array.of(1, 4) },
    },
  };

  it('are kept to the bit, whatever they hold, and open as an Arrow file', () => {
    const bytes = writeHeldOut(heldOut);
    const read = readHeldOut(inFile(bytes));
    expect(read).toEqual(heldOut);
    const zero = read && findColumn(read.rows, 'negative zero')?.values[0];
    expect(Object.is(zero, -0)).toBe(true);
    expect(tableFromIPC(bytes).getChild('category').toArray()).toEqual(['a', 'a', null, '']);
  });

  it('that are damaged are refused in words', () => {
    const bytes = writeHeldOut(heldOut);
    for (const length of [0, 8, 100, 1000, bytes.length - 300])
      expect(() => readHeldOut(inFile(bytes.slice(0, length)))).toThrow(
        /^held-out.arrow of the package cannot be read: /,
      );
    const text = Buffer.from(bytes).toString('latin1').replaceAll('"format":1', '"format":2');
    const patched = new Uint8Array(Buffer.from(text, 'latin1'));
    expect(() => readHeldOut(inFile(patched))).toThrow('format 1');
  });
});
