import { describe, expect, it } from 'vitest';
import { createRandomSampler } from './random-sampler';
import { findBest, RunnerGone, runSearch, type SearchInput, type TrialRunner } from './run-search';
import type { SearchSpace } from './search-space';
import { isPromoted, rungsBelow } from './successive-halving';
import { createTpeSampler } from './tpe-sampler';
import type { Trial } from './trial';

const space: SearchSpace = {
  branches: [
    {
      name: 'net',
      dimensions: [{ kind: 'range', name: 'x', from: 0, to: 1, scale: 'linear', whole: false }],
    },
  ],
};
const xOf = (trial: { values: Trial['values'] }) => Number(trial.values.x);

/** A training whose loss falls towards x over 27 steps. */
const trains: TrialRunner = async ({ values }, { onSteps }) => {
  for (let step = 1; step <= 27; step++) {
    await Promise.resolve();
    if (!onSteps([{ step, metrics: { trainRmse: 0, validationRmse: Number(values.x) + 1 / step } }]))
      throw new Error('stopped');
  }
  return { value: Number(values.x), steps: 27 };
};

const search = (change: Partial<SearchInput> = {}, signal = new AbortController().signal) => {
  const seen: (readonly Trial[])[] = [];
  const ended = runSearch(
    {
      ...{ sampler: createRandomSampler(space, 1), runners: [trains], trials: 12, better: 'lower' },
      ...change,
    },
    { signal, onChange: (trials) => seen.push(trials), now: () => 0 },
  );
  return { ended, seen };
};

describe('a search', () => {
  it('runs its trials one after the other and finds the best', async () => {
    const { ended, seen } = search();
    const trials = await ended;
    expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(trials.every(({ state, steps }) => state === 'complete' && steps === 27)).toBe(true);
    expect(findBest(trials)?.value).toBe(Math.min(...trials.map(xOf)));
    expect(Math.max(...seen.map((all) => all.filter(({ state }) => state === 'running').length))).toBe(1);
  });

  it('maximises what is better when it is higher', async () => {
    const trials = await search({ better: 'higher' }).ended;
    expect(findBest(trials)?.value).toBe(Math.max(...trials.map(xOf)));
  });

  it('keeps several runners busy, and tries no more than was asked', async () => {
    const { ended, seen } = search({ runners: [trains, trains, trains], trials: 10 });
    expect(await ended).toHaveLength(10);
    expect(Math.max(...seen.map((all) => all.filter(({ state }) => state === 'running').length))).toBe(3);
  });

  it('goes on from earlier trials as if it had never ended', async () => {
    for (const create of [createRandomSampler, createTpeSampler]) {
      const whole = await search({ sampler: create(space, 2), trials: 25 }).ended;
      const first = await search({ sampler: create(space, 2), trials: 11 }).ended;
      const both = await search({ sampler: create(space, 2), trials: 25, earlier: first }).ended;
      expect(both).toEqual(whole);
    }
  });

  it('stops in the middle of a trial, and keeps those that have ended', async () => {
    const stop = new AbortController();
    let ran = 0;
    const runner: TrialRunner = async (point, report) => {
      ran += 1;
      if (ran < 4) return trains(point, report);
      stop.abort();
      return { value: 0, steps: 1 };
    };
    const trials = await search({ runners: [runner] }, stop.signal).ended;
    expect(trials.map(({ state }) => state)).toEqual(['complete', 'complete', 'complete']);
  });

  it('ends running trials when its time is up', async () => {
    const hangs: TrialRunner = (_, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
    expect(await search({ runners: [hangs], budgetMs: 20 }).ended).toEqual([]);
  });

  it('goes on past trials that fail, and says why they did', async () => {
    let ran = 0;
    const runner: TrialRunner = async ({ values }) => {
      ran += 1;
      if (ran % 2 === 0) throw new Error('The loss is not a number.');
      return { value: ran === 3 ? Number.NaN : Number(values.x), steps: 1 };
    };
    const trials = await search({ runners: [runner], trials: 6 }).ended;
    expect(trials.map(({ state }) => state)).toEqual([
      ...['complete', 'failed', 'failed', 'failed', 'complete', 'failed'],
    ]);
    expect(trials[1]?.problem).toBe('The loss is not a number.');
    expect(trials[2]?.problem).toMatch(/metric is not a number/);
  });

  it('lets runners come while it goes on, and gives what one leaves to another', async () => {
    const places = new Map<number, Trial['values']>();
    let left = 0;
    const goes: TrialRunner = async (_, report) => {
      report.onPlace('elsewhere');
      await Promise.resolve();
      left += 1;
      throw new RunnerGone('The machine is off.');
    };
    const ended = await search({
      trials: 6,
      later({ join }) {
        void join(goes);
        void join(goes).then(() => join(trains));
      },
    }).ended;
    for (const { number, values } of await search({ trials: 6 }).ended) places.set(number, values);
    expect(left).toBe(2);
    expect(ended.map(({ number, values }) => [number, values])).toEqual([...places]);
    expect(ended.every(({ state, place }) => state === 'complete' && place === undefined)).toBe(true);
  });

  it('tries no more than was asked, whenever runners go', async () => {
    for (let turns = 0; turns < 60; turns++) {
      const goes: TrialRunner = async () => {
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        throw new RunnerGone('The machine is off.');
      };
      const runners = [trains, trains, trains];
      const later: SearchInput['later'] = ({ join }) => void Promise.all([join(goes), join(goes)]);
      const trials = await search({ trials: 5, runners, later }).ended;
      expect(trials.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    }
  });

  it('tries what is left when all others have found nothing more to do', async () => {
    let ran = 0;
    const runner: TrialRunner = async (point, report) => {
      ran += 1;
      return trains(point, report);
    };
    const later: SearchInput['later'] = ({ join, idle }) =>
      void join(async () => {
        while (idle() === 0) await new Promise(setImmediate);
        throw new RunnerGone('The machine is off.');
      });
    const trials = await search({ trials: 3, runners: [runner], later }).ended;
    expect(trials.map(({ number, state }) => [number, state])).toEqual([
      ...[1, 2, 3].map((number) => [number, 'complete']),
    ]);
    expect(ran).toBe(3);
  });

  it('gives up when nothing but failures came', async () => {
    const runner: TrialRunner = async () => {
      throw new Error('There is no column “x”.');
    };
    await expect(search({ runners: [runner] }).ended).rejects.toThrow(
      'The first 5 trials failed. Trial 1: There is no column “x”.',
    );
  });
});

describe('successive halving', () => {
  it('has rungs that grow by the reduction', () => {
    expect(rungsBelow(100, { from: 1, reduction: 3 })).toEqual([1, 3, 9, 27, 81]);
    expect(rungsBelow(81, { from: 1, reduction: 3 })).toEqual([1, 3, 9, 27]);
    expect(rungsBelow(5, { from: 10, reduction: 2 })).toEqual([]);
  });

  it('lets the best third of a rung go on, and the best one while there are fewer', () => {
    const others = [5, 4, 6, 7, 8].map(
      (loss) => ({ rungs: [{ curve: 'net', step: 9, loss }] }) as unknown as Trial, // all that is read of a trial
    );
    const at = (loss: number, curve = 'net') =>
      isPromoted({ curve, step: 9, loss }, others, { reduction: 3 });
    expect([at(3), at(4.5), at(5.5), at(9)]).toEqual([true, true, false, false]); // two of six
    expect(at(9, 'trees')).toBe(true); // nobody to compare with
    expect(isPromoted({ curve: 'net', step: 9, loss: 9 }, others.slice(0, 1), { reduction: 3 })).toBe(false);
  });

  it('ends the worse trainings early and still finds the best', async () => {
    const halving = { reduction: 3, rungs: { net: rungsBelow(27, { from: 1, reduction: 3 }) } };
    const all = await search({ trials: 40 }).ended;
    const halved = await search({ trials: 40, halving }).ended;
    expect(findBest(halved)?.value).toBe(findBest(all)?.value);
    const steps = (trials: readonly Trial[]) => trials.reduce((sum, trial) => sum + trial.steps, 0);
    expect(steps(halved)).toBeLessThan(steps(all) / 2);
    for (const trial of halved.filter(({ state }) => state === 'pruned')) {
      expect([1, 3, 9]).toContain(trial.steps);
      expect(trial.value).toBeUndefined();
    }
    const third = halved.filter(({ rungs }) => rungs.some(({ step }) => step === 3)).length;
    expect(third).toBeLessThan(25); // about a third of forty, and those that were promoted while there were few
  });

  it('decides by the curve, however late it is told', async () => {
    const late: TrialRunner = async ({ values }, { onSteps }) => {
      onSteps(
        Array.from({ length: 27 }, (_, i) => ({
          step: i + 1,
          metrics: { validationRmse: Number(values.x) + 1 / (i + 1) },
        })),
      );
      return { value: Number(values.x), steps: 27 };
    };
    const halving = { reduction: 3, rungs: { net: rungsBelow(27, { from: 1, reduction: 3 }) } };
    expect(await search({ trials: 40, halving, runners: [late] }).ended).toEqual(
      await search({ trials: 40, halving }).ended,
    );
  });
});
