import { describe, expect, it } from 'vitest';
import { type JudgedRows, judgingHere, parseJudgeOptions } from '@/cells/ml/judging';
import { judgingInThread } from './judging-thread';

const n = 400;
const x = Float64Array.from({ length: n }, (_, i) => (i * 37) % 100);
const actual = x.map((value, i) => 2 * value + ((i * 7919) % 13));
const rows: JudgedRows = {
  ...{ task: 'regression', target: 'y', classes: [], actual },
  predictions: { values: actual.map((value, i) => value + ((x[i] ?? 0) > 80 ? 9 : (i % 3) - 1)) },
  columns: {
    numRows: n,
    columns: [
      { name: 'x', type: 'number', values: x },
      { name: 'y', type: 'number', values: actual },
    ],
  },
  inputs: ['x'],
};
const options = parseJudgeOptions({ resamples: 10_000 });
const source = 'held-out rows';

describe('judging in a thread', () => {
  it('gives what judging here gives, while this thread goes on', async () => {
    let turns = 0;
    const turn = setInterval(() => turns++, 1);
    const told: number[] = [];
    const there = await judgingInThread.judge(rows, options, { source, progress: (one) => told.push(one) });
    clearInterval(turn);
    expect(turns).toBeGreaterThan(0);
    expect(told.length).toBeGreaterThan(0);
    expect(there).toEqual(await judgingHere.judge(rows, options, { source }));
    const slices = await judgingInThread.findWorstSlices(rows, 'mae', { limit: 1 });
    expect(slices).toEqual(await judgingHere.findWorstSlices(rows, 'mae', { limit: 1 }));
    expect(slices.slices).toHaveLength(1);
  });

  it('says what is wrong in its own words', async () => {
    await expect(judgingInThread.judge(rows, { ...options, positive: 'yes' }, { source })).rejects.toThrow(
      'A positive class is named, and the model does not tell two classes apart.',
    );
  });

  it('ends with the signal', async () => {
    const stop = new AbortController();
    const judging = judgingInThread.judge(rows, options, {
      source,
      signal: stop.signal,
      progress: () => stop.abort(new Error('The job has ended.')),
    });
    await expect(judging).rejects.toThrow('The job has ended.');
    await expect(judgingInThread.judge(rows, options, { source, signal: stop.signal })).rejects.toThrow(
      'The job has ended.',
    );
  });
});
