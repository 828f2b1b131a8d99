import { beforeAll, describe, expect, it } from 'vitest';
import { readBikeRides } from '../example-data.fixture';
import { takeTableRows } from '../read-table';
import { createScope, createTestTrainer } from '../train-in-worker.fixture';
import { type JudgedRows, judgeRows, judgingHere, parseJudgeOptions } from '.';

const options = parseJudgeOptions({ resamples: 200 });
const source = 'held-out rows';

describe('judging in another thread', () => {
  let rows: JudgedRows;
  const { trainer, workers } = createTestTrainer();
  beforeAll(async () => {
    const rides = readBikeRides();
    const some = takeTableRows(
      rides,
      Uint32Array.from({ length: 1500 }, (_, i) => i * 11),
    );
    const model = await trainer.train(some, { target: 'cnt', options: { rounds: 10 } }, createScope().scope);
    if (!model.heldOut) throw new Error('A model keeps held-out rows.');
    rows = await judgeRows(model, model.heldOut.rows, { baseline: model.heldOut.baseline });
  });

  it('gives what judging here gives, bit by bit, and tells how far it is', async () => {
    const told: number[] = [];
    const there = await trainer.judging.judge(rows, options, {
      source,
      given: 9,
      progress: (fraction) => told.push(fraction),
    });
    expect(there).toEqual(await judgingHere.judge(rows, options, { source, given: 9 }));
    expect(told.every((fraction, i) => fraction > (told[i - 1] ?? 0) && fraction <= 1)).toBe(true);
    const columns = { columns: ['hr', 'weathersit'] };
    expect(await trainer.judging.findWorstSlices(rows, 'mae', columns)).toEqual(
      await judgingHere.findWorstSlices(rows, 'mae', columns),
    );
    expect(workers()).toBe(1); // the one that predicts
  });

  it('refuses in the same words, and leaves no worker behind', async () => {
    const wrong = { ...options, slices: ['colour'] };
    const here = await judgingHere.judge(rows, wrong, { source }).catch((error: Error) => error.message);
    expect(here).toEqual(expect.stringContaining('colour'));
    await expect(trainer.judging.judge(rows, wrong, { source })).rejects.toThrow(String(here));
    expect(workers()).toBe(1);
  });

  it('ends at once when it is not wanted any more', async () => {
    const stop = new AbortController();
    const judging = trainer.judging.judge(
      rows,
      { ...options, resamples: 10_000 },
      { source, signal: stop.signal, progress: () => stop.abort(new Error('The cell was edited.')) },
    );
    await expect(judging).rejects.toThrow('The cell was edited.');
    expect(workers()).toBe(1);
  });
});
