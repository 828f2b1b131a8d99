import { tableFromArrays } from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { countWeights } from './network/refuse-too-many-weights';
import { isOutOfMemory } from './out-of-memory';
import { readTable } from './read-table';
import { train } from './train';
import { createTrainer } from './train-in-worker';
import { assets, createScope } from './train-in-worker.fixture';
import { parseTrainOptions } from './train-options';
import {
  estimateTrainingBytes,
  measureTable,
  memoryOfTab,
  refuseTooLarge,
  sampleLine,
} from './training-size';

const options = (learner: string) => parseTrainOptions({ target: 'y', learner });
const big = { numRows: 10_000_000, columns: Array.from({ length: 20 }, () => ({ type: 'number' })) };

describe('the size of a training', () => {
  it('is known of a table before it is read', () => {
    const rows = [
      { a: 1, b: 'x', y: 2 },
      { a: 2, b: 'y', y: 3 },
    ];
    const size = { rows: 2, columns: 3, texts: 1 };
    expect(measureTable(rows)).toEqual(size);
    expect(measureTable(tableFromArrays({ a: [1, 2], b: ['x', 'y'], y: [2, 3] }))).toEqual(size);
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
      const size = { rows: 10_000_000, columns: 20, texts: 4 };
      const share = limit / estimateTrainingBytes(size, options(learner));
      const [percent = 100] = /[\d.]+/.exec(sampleLine(share)) ?? [];
      const rows = (size.rows * Number(percent)) / 100;
      expect(estimateTrainingBytes({ ...size, rows }, options(learner))).toBeLessThan(limit);
      expect(rows).toBeGreaterThan(0.5 * size.rows * share);
    },
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
