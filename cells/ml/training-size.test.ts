import { tableFromArrays } from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { parseLagOptions } from './lags/lag-options';
import { countWeights } from './network/refuse-too-many-weights';
import { isOutOfMemory } from './out-of-memory';
import { readTable } from './read-table';
import { measureTable, type TableSize } from './table-size';
import { textOptions } from './text/text-options';
import { train } from './train';
import { createTrainer } from './train-in-worker';
import { assets, createScope } from './train-in-worker.fixture';
import { parseTrainOptions } from './train-options';
import {
  estimateTrainingBytes,
  memoryOfTab,
  refuseTooLarge,
  type SizedOptions,
  sampleLine,
} from './training-size';

const options = (learner: string) => parseTrainOptions({ target: 'y', learner });
const text = textOptions.parse({});
const earlier = (length: number) =>
  parseLagOptions({ time: 't', columns: ['y'], lags: Array.from({ length }, (_, i) => i + 1) });
const tableOf = (
  rows: number,
  columns: Partial<Record<TableSize['columns'][number]['kind'], number>>,
): TableSize => ({
  rows,
  columns: Object.entries(columns).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, i) => ({
      name: `${kind} ${i}`,
      kind: kind as keyof typeof columns,
      characters: kind === 'number' ? 0 : 20,
    })),
  ),
});
const big = { numRows: 10_000_000, columns: Array.from({ length: 20 }, () => ({ type: 'number' })) };

describe('the size of a training', () => {
  it('is known of a table before it is read', () => {
    const rows = [
      { a: 1, b: 'x', y: 2 },
      { a: 2, b: 'yz', y: 3 },
    ];
    const size = {
      rows: 2,
      columns: [
        { name: 'a', kind: 'number', characters: 0 },
        { name: 'b', kind: 'category', characters: 1.5 },
        { name: 'y', kind: 'number', characters: 0 },
      ],
    };
    expect(measureTable(rows)).toEqual(size);
    expect(measureTable(tableFromArrays({ a: [1, 2], b: ['x', 'yz'], y: [2, 3] }))).toEqual(size);
    expect(measureTable(readTable(rows).columns)).toEqual(size);
    expect(measureTable('text')).toBeUndefined();
  });

  it('of ten million rows by twenty fits a machine of 16 GB, as it was tried, and no smaller one', () => {
    expect(() => refuseTooLarge(big, options('boosted-trees'), memoryOfTab(16))).not.toThrow();
    expect(() => refuseTooLarge(big, options('boosted-trees'), memoryOfTab(8))).toThrow(
      /^10,000,000 rows × 20 columns take about 7\.\d GB of memory to train \(Boosted trees\), and this tab may use 4\.0 GB\. Train on a sample: end the SQL with “USING SAMPLE 5\d PERCENT \(bernoulli, 1\)”, or select 1\d columns or fewer\.$/,
    );
  });

  it.each(['boosted-trees', 'network', 'linear', 'random-forest', 'dummy'])(
    'of %s fits when the sample is drawn, or the columns are left out, that the refusal names',
    (learner) => {
      const limit = 1e9;
      const size = tableOf(10_000_000, { number: 16, category: 4 });
      const share = limit / estimateTrainingBytes(size, options(learner));
      const [percent = 100] = /[\d.]+/.exec(sampleLine(share)) ?? [];
      const rows = (size.rows * Number(percent)) / 100;
      expect(estimateTrainingBytes({ ...size, rows }, options(learner))).toBeLessThan(limit);
      expect(rows).toBeGreaterThan(0.5 * size.rows * share);
    },
  );
});

/** Peak of resident memory (VmHWM) in megabytes beside the table, of a training in a Node of its own; a column holds the time. */
const measured: [string, number, Parameters<typeof tableOf>, Partial<SizedOptions>][] = [
  ['boosted-trees', 192, [300_000, { number: 22 }], {}],
  ['boosted-trees', 148, [40_000, { number: 5, words: 1 }], {}],
  ['boosted-trees', 204, [150_000, { number: 5 }], { lags: earlier(40) }],
  ['linear', 110, [300_000, { number: 22 }], {}],
  ['linear', 80, [150_000, { number: 5, category: 4 }], {}],
  ['linear', 83, [60_000, { number: 5, words: 1 }], {}],
  ['network', 160, [300_000, { number: 22 }], {}],
  ['network', 147, [60_000, { number: 5, words: 1 }], {}],
  ['random-forest', 296, [15_000, { number: 12 }], {}],
  ['random-forest', 86, [2000, { number: 12 }], {}],
  ['dummy', 77, [300_000, { number: 22 }], {}],
];

it.each(measured)(
  'of %s is what was measured (%d MB), within a factor',
  (learner, megabytes, table, more) => {
    const estimate = estimateTrainingBytes(tableOf(...table), { ...options(learner), ...more }) / 1e6;
    expect(estimate).toBeGreaterThan(0.6 * megabytes);
    expect(estimate).toBeLessThan(2.5 * megabytes);
  },
);

it('a forest of more rows than its engine has room for is refused', () => {
  const rows = (numRows: number) => ({ numRows, columns: [{ name: 'y', type: 'number' }] });
  expect(() => refuseTooLarge(rows(100_000), options('random-forest'), 8e9)).not.toThrow();
  expect(() => refuseTooLarge(rows(400_000), options('random-forest'), 8e9)).toThrow(
    /take about 5\.\d GB of memory to train \(Random forest\), and its engine may use 2\.0 GB\..*, or train boosted trees\.$/,
  );
});

it('counts the numbers that texts are hashed to and the columns of earlier values, and says what to change', () => {
  const limit = 1e9;
  const texts = Array.from({ length: 2000 }, (_, i) => `the ${i} words of a text`);
  const said = {
    numRows: 300_000,
    columns: [
      { name: 'said', type: 'string', values: texts },
      { name: 'y', type: 'number', values: new Float64Array(0) },
    ],
  };
  for (const learner of ['linear', 'network', 'boosted-trees', 'nearest-centroid'])
    expect(() =>
      refuseTooLarge(said, { ...options(learner), text: { ...text, buckets: 1024 } }, limit),
    ).toThrow(/^300,000 rows × 2 columns take about \d\.\d GB .* or set text\.buckets to (512|256|128)\.$/);
  expect(() => refuseTooLarge(said, options('dummy'), limit)).not.toThrow();
  // A category, though named so, and not words.
  expect(() =>
    refuseTooLarge(said, { ...options('linear'), text: { ...text, columns: [] } }, limit),
  ).not.toThrow();
  expect(() => refuseTooLarge(said, { ...options('dummy'), lags: earlier(100) }, 7e8)).toThrow(
    /^300,000 rows × 2 columns and 100 of earlier values take about/,
  );
});

it('a network whose weights do not fit the memory of its engine is refused in words', async () => {
  expect(countWeights(3, [4, 2])).toBe(3 * 4 + 4 + 4 * 2 + 2);
  const rows = Array.from({ length: 50 }, (_, i) => ({ x: i, y: i % 7 }));
  const layers = Array.from({ length: 10 }, () => 4096);
  const { signal } = new AbortController();
  await expect(
    train(rows, { target: 'y', learner: 'network', options: { layers } }, { signal, progress() {}, assets }),
  ).rejects.toThrow(
    /^A network of 151,\d+,\d+ weights takes 4\.3 GB of memory to train in batches of 128 rows, and there can be 3\.5 GB\. Take fewer/,
  );
});

it('a table that is too large is refused before a worker starts', async () => {
  const trainer = createTrainer({
    memory: 1e6,
    loadAsset: () => expect.unreachable(),
    createWorker: () => expect.unreachable(),
  });
  const rows = Array.from({ length: 50_000 }, (_, i) => ({ x: i, y: i % 7 }));
  await expect(trainer.train(rows, { target: 'y' }, createScope().scope)).rejects.toThrow(
    /^50,000 rows × 2 columns take about .* and this tab may use 1 MB/,
  );
});

it('the machine’s own words for memory that ran out are known', () => {
  const failures = [
    () => new Float64Array(2 ** 50),
    () => new ArrayBuffer(2 ** 52),
    () => new Array(2 ** 32),
  ];
  for (const fail of failures) expect(isOutOfMemory(caught(fail)), String(fail)).toBe(true);
  expect(isOutOfMemory(new RangeError('offset is out of bounds'))).toBe(false);
  expect(isOutOfMemory(new Error('Option target: “y” is no column.'))).toBe(false);
});

function caught(fail: () => unknown): unknown {
  try {
    return fail();
  } catch (error) {
    return error;
  }
}
