import { describe, expect, it } from 'vitest';
import type { TrialNews } from '@/cells/bridge/trials';
import { readBikeRides } from '../example-data.fixture';
import { takeTableRows } from '../read-table';
import { readTableFile } from '../table-file';
import { createScope, createTestTrainer, startTestWorker } from '../train-in-worker.fixture';
import type { TrialExchange } from './search-elsewhere';
import type { SearchPoint } from './search-space';
import { tryTrials } from './try-trials';
import { parseTuneOptions, type TuneOptionsInput } from './tune-options';

const rides = readBikeRides();
const some = takeTableRows(
  rides,
  Uint32Array.from({ length: 800 }, (_, i) => (i * 17) % rides.numRows),
);
const options: TuneOptionsInput = {
  target: 'cnt',
  search: { 'boosted-trees': { maxLeaves: { from: 4, to: 32 }, learningRate: { from: 0.05, to: 0.4 } } },
  options: { 'boosted-trees': { rounds: 40 } },
  method: 'random',
  trials: 10,
  workers: 1,
  where: 'workers',
};

type Asked = TrialNews & { point: SearchPoint; wanted: boolean };

/** A workspace in one process: trials wait in a list, and whoever works takes the first that waits. */
function createWorkspace() {
  const trials: Asked[] = [];
  let workers = 0;
  let opened: Parameters<TrialExchange['open']>[0] | undefined;
  const state = { closed: false, allowed: true, fails: false, revoked: false, lost: 0 };
  const find = (number: number) => trials.find((trial) => trial.number === number && trial.wanted);
  const exchange: TrialExchange = {
    countWorkers: async () => workers,
    async open(search) {
      opened = { ...search, options: JSON.parse(JSON.stringify(search.options)) };
      return state.allowed ? 'search' : null;
    },
    async ask(_, { trials: more, forget }) {
      if (state.fails) throw new Error('The server is away.');
      for (const number of forget) Object.assign(find(number) ?? {}, { wanted: false });
      for (const { number, point } of more)
        trials.push({ number, point, wanted: true, state: 'queued', worker: null, steps: [], end: null });
    },
    async follow(_, heard) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (state.revoked) throw Object.assign(new Error('It may not any more.'), { code: 'forbidden' });
      if (state.fails) throw new Error('The server is away.');
      const last = new Map(heard.map(({ number, step }) => [number, step]));
      return {
        ...{ workers, refusals: [] },
        trials: trials
          .filter(({ wanted }) => wanted)
          .map((trial) => ({
            ...trial,
            steps: trial.steps.filter(({ step }) => step > (last.get(trial.number) ?? 0)),
          })),
      };
    },
    async close() {
      state.closed = true;
      for (const trial of trials) trial.wanted = false;
    },
  };
  const loseSome = () => {
    if (state.lost-- > 0) throw new Error('The server is away.');
  };
  /** Works until there is nothing open any more. `dies`: when it should begin. `isSlow`: it never comes to begin. */
  async function work(name: string, { dies = false, isSlow = false } = {}): Promise<void> {
    workers++;
    while (!opened) await new Promise((resolve) => setTimeout(resolve, 5));
    const { table, options: sent, identity } = opened;
    const read = readTableFile(table);
    const search = { read, options: parseTuneOptions(sent), identity };
    await tryTrials(
      startTestWorker,
      search,
      {
        async next() {
          for (;;) {
            const trial = isSlow
              ? undefined
              : trials.find(({ state: now, wanted }) => now === 'queued' && wanted);
            if (trial && dies) {
              workers--;
              return null;
            }
            if (trial) {
              Object.assign(trial, { state: 'running', worker: name });
              return { number: trial.number, fence: 1, point: trial.point };
            }
            if (state.closed) return null;
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
        },
        async report({ number, steps }) {
          loseSome();
          const trial = find(number);
          trial?.steps.push(...steps);
          return { wanted: trial !== undefined };
        },
        async end({ number, steps, end }) {
          loseSome();
          const trial = find(number);
          trial?.steps.push(...steps);
          Object.assign(trial ?? {}, { state: 'ended', end });
        },
      },
      20,
    );
  }
  return { exchange, work, state, trials };
}

const alone = async (change: TuneOptionsInput) =>
  (await createTestTrainer().trainer.tune(some, { ...change, where: 'tab' }, createScope().scope)).tuning
    .trials;

describe('a search that workers share', () => {
  it('finds what the tab alone finds, to the same bits, and says who tried what', async () => {
    const { exchange, work, state } = createWorkspace();
    const working = [work('box one'), work('box two')];
    const { scope, seen } = createScope();
    const tuned = await createTestTrainer({ exchange }).trainer.tune(some, options, scope);
    await Promise.all(working);
    const { trials } = tuned.tuning;
    const figures = (list: typeof trials) =>
      list.map(({ number, values, value, steps }) => ({ number, values, value, steps }));
    expect(figures(trials)).toEqual(figures(await alone(options)));
    const places = trials.flatMap(({ place }) => place ?? []);
    expect(places.length).toBeGreaterThan(0);
    expect(places.every((place) => place.startsWith('box '))).toBe(true);
    for (const { durationMs } of trials) expect(durationMs).toBeGreaterThan(0);
    expect(state.closed).toBe(true);
    expect(seen.some((progress) => progress?.search?.elsewhere?.workers === 2)).toBe(true);
    expect(tuned.trials.every((row) => 'where' in row)).toBe(true);
  });

  it('prunes what runs elsewhere by the same curves', async () => {
    const { exchange, work, trials: asked } = createWorkspace();
    const working = work('box one');
    const pruned = { ...options, trials: 24, pruning: { from: 3 } };
    const { trials } = (await createTestTrainer({ exchange }).trainer.tune(some, pruned, createScope().scope))
      .tuning;
    await working;
    const elsewhere = trials.filter(({ place }) => place === 'box one');
    expect(elsewhere.some(({ state }) => state === 'pruned')).toBe(true);
    expect(asked.length).toBeGreaterThanOrEqual(elsewhere.length);
    for (const { rungs } of elsewhere) expect(rungs[0]?.step).toBe(3);
  });

  it('goes on alone when its workers die, the server is away, or the person does not want them', async () => {
    const whole = (await alone(options)).map(({ number, value }) => [number, value]);
    for (const upset of ['dies', 'fails', 'declined', 'revoked'] as const) {
      const { exchange, work, state } = createWorkspace();
      state.allowed = upset !== 'declined';
      const working = work('box one', { dies: upset === 'dies' });
      const { scope, seen } = createScope();
      const { trials } = (
        await createTestTrainer({ exchange }).trainer.tune(some, options, {
          ...scope,
          progress(progress) {
            scope.progress(progress);
            if (upset === 'fails' && progress?.search?.elsewhere) state.fails = true;
            if (upset === 'revoked' && progress?.search?.elsewhere) state.revoked = true;
          },
        })
      ).tuning;
      state.closed = true;
      await working;
      expect(
        trials.map(({ number, value }) => [number, value]),
        upset,
      ).toEqual(whole);
      const notes = seen.flatMap((progress) => progress?.search?.elsewhere?.notes ?? []);
      const said = {
        dies: 'No worker of the workspace is up',
        fails: undefined,
        declined: 'were not allowed',
        revoked: 'Workers cannot search along: It may not any more. This tab searches alone.',
      };
      if (said[upset]) expect(notes.join(), upset).toContain(said[upset]);
    }
  });

  it('brings a trial home although what was told of it was lost some times', async () => {
    const { exchange, work, state, trials: asked } = createWorkspace();
    state.lost = 3;
    const working = work('box one');
    await createTestTrainer({ exchange }).trainer.tune(some, options, createScope().scope);
    await working;
    expect(state.lost).toBeLessThan(0);
    expect(asked[0]).toMatchObject({ state: 'ended', end: { value: expect.any(Number) } });
  });

  it('does itself what no worker has begun when there is nothing else to do', async () => {
    const { exchange, work, state, trials: asked } = createWorkspace();
    const sleeping = work('box one', { isSlow: true });
    const { trials } = (
      await createTestTrainer({ exchange }).trainer.tune(some, options, createScope().scope)
    ).tuning;
    state.closed = true;
    await sleeping;
    expect(asked.length).toBeGreaterThan(0);
    expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 10 }, (_, i) => i + 1));
    expect(trials.every(({ state: now, place }) => now === 'complete' && place === undefined)).toBe(true);
  });

  it('says so when no worker is up, and when nobody can be asked', async () => {
    for (const [exchange, note] of [
      [createWorkspace().exchange, 'No worker of the workspace is up. This tab searches alone.'],
      [undefined, 'it is searched here alone'],
    ] as const) {
      const { scope, seen } = createScope();
      const { trials } = (
        await createTestTrainer({ exchange }).trainer.tune(some, { ...options, trials: 3 }, scope)
      ).tuning;
      expect(trials).toHaveLength(3);
      const notes = seen.flatMap((progress) => progress?.search?.elsewhere?.notes ?? []);
      expect(notes.join()).toContain(note);
    }
  });
});
