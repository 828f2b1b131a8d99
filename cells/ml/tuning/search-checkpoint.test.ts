import { describe, expect, it } from 'vitest';
import type { Checkpoint, CheckpointVerdict } from '../checkpoint';
import { readBikeRides } from '../example-data.fixture';
import type { Columns } from '../model';
import { readTable, takeTableRows } from '../read-table';
import { createScope, createTestTrainer } from '../train-in-worker.fixture';
import { identifySearch, openSearchCheckpoint } from './search-checkpoint';
import type { Trial } from './trial';
import { parseTuneOptions, type TuneOptionsInput } from './tune-options';

const rides = takeTableRows(
  readBikeRides(),
  Uint32Array.from({ length: 900 }, (_, i) => i * 11),
);
const options: TuneOptionsInput = {
  target: 'cnt',
  search: {
    'boosted-trees': { learningRate: { from: 0.01, to: 0.5, scale: 'log' }, maxLeaves: { from: 4, to: 32 } },
  },
  options: { 'boosted-trees': { rounds: 30 } },
  // More than TPE begins with at random.
  trials: 14,
  pruning: { from: 5 },
  workers: 1,
};

/** Searches in a tab of its own, which dies when it has so many trials: with a clock on which a checkpoint is always due. */
async function searchInTab({
  data = rides,
  change = {},
  found,
  diesAt = 99,
}: {
  data?: Columns;
  change?: object;
  found?: Checkpoint['files'];
  diesAt?: number;
}) {
  const { trainer } = createTestTrainer();
  const { scope, abort, seen } = createScope();
  const kept: Checkpoint[] = [];
  const verdicts: CheckpointVerdict[] = [];
  let time = 0;
  const tuned = await trainer
    .tune(data, { ...options, ...change } as TuneOptionsInput, scope, {
      found: found && structuredClone(found),
      judged: (verdict) => verdicts.push(verdict),
      keep(checkpoint) {
        kept.push(checkpoint);
        if (checkpoint.about.step >= diesAt) abort.abort(new Error('The tab has died.'));
      },
      now: () => (time += 1e6),
    })
    .catch((error: Error) => error);
  const shown = seen.flatMap((progress) => progress?.search?.trials.length ?? []);
  return { tuned, kept, verdicts, shown };
}
const withoutTimes = (trials: readonly Trial[]) => trials.map(({ durationMs, ...rest }) => rest);

describe('a search that its tab did not outlive', () => {
  it('goes on to the trials, and the model, of one that was never interrupted', async () => {
    const whole = await searchInTab({});
    if (whole.tuned instanceof Error) throw whole.tuned;
    expect(whole.tuned.tuning.trials.some(({ state }) => state === 'pruned')).toBe(true);
    for (const diesAt of [4, 12]) {
      const first = await searchInTab({ diesAt });
      expect(first.tuned).toEqual(new Error('The tab has died.'));
      const left = first.kept.at(-1);
      expect(left?.about).toEqual({ step: diesAt, steps: 14, unit: 'trial' });
      const second = await searchInTab({ found: left?.files });
      expect(second.verdicts).toEqual([{ resumed: left?.about, history: [] }]);
      if (second.tuned instanceof Error) throw second.tuned;
      expect(withoutTimes(second.tuned.tuning.trials)).toEqual(withoutTimes(whole.tuned.tuning.trials));
      expect(await second.tuned.toPackage()).toEqual(await whole.tuned.toPackage());
      expect(Math.min(...second.shown)).toBe(diesAt); // nothing was tried twice
    }
  });

  it('begins anew where it is another search, and says what has changed', async () => {
    const { kept } = await searchInTab({ diesAt: 2 });
    const found = kept.at(-1)?.files ?? expect.unreachable();
    const few = { change: { trials: 1 }, found };
    const other = await searchInTab({ ...few, change: { trials: 1, seed: 2 } });
    expect(other.verdicts).toEqual([{ discarded: 'the options have changed since trial 2' }]);
    expect(other.shown[0]).toBe(0);
    const { columns } = rides;
    const changed = columns.map((column) =>
      column.name === 'temp' && column.type === 'number'
        ? { ...column, values: column.values.with(5, 0.123) }
        : column,
    );
    const moved = await searchInTab({ ...few, data: { ...rides, columns: changed } });
    expect(moved.verdicts).toEqual([{ discarded: 'the data has changed since trial 2' }]);
    const [[path = '', bytes = new Uint8Array()] = []] = found;
    const cut = new Map([[path, bytes.subarray(0, 90)]]);
    expect((await searchInTab({ ...few, found: cut })).verdicts).toEqual([{ discarded: 'it is damaged' }]);
    // How many are wanted does not make it another.
    const more = await searchInTab({ change: { trials: 3 }, found });
    expect(more.verdicts).toMatchObject([{ resumed: { step: 2, steps: 3 } }]);
  });

  it('keeps figures that JSON has no word for', () => {
    const identity = identifySearch(readTable(rides), parseTuneOptions(options));
    const trial: Trial = {
      ...{
        number: 1,
        state: 'pruned',
        branch: 'network',
        values: { layers: [8, 4] },
        steps: 3,
        durationMs: 1,
      },
      ...{
        foldValues: [0.1, Number.NaN],
        rungs: [{ curve: 'folds', step: 1, loss: Number.POSITIVE_INFINITY }],
      },
    };
    const kept: Checkpoint[] = [];
    const keep = (checkpoint: Checkpoint) => kept.push(checkpoint);
    openSearchCheckpoint(identity, 5, { judged() {}, keep }).see([
      trial,
      { ...trial, number: 2, state: 'running' },
    ]);
    const again = openSearchCheckpoint(identity, 5, { found: kept[0]?.files, judged() {}, keep });
    expect(again.earlier).toEqual([trial]);
  });
});
