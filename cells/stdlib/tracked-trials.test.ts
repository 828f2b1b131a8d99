import { expect, it } from 'vitest';
import type { SearchTrial } from '@/cells/kernel/cell-run';
import type { ToldRunEventInput } from '@/cells/tracking/run-event';
import { toldRunEvent } from '@/cells/tracking/run-event';
import type { TrackedPart } from '@/cells/tracking/track-training';
import { createTracker } from '@/cells/tracking/track-training';
import { trackedTrials } from './tracked-trials';

const trial = (number: number, more: Partial<SearchTrial> = {}): SearchTrial => ({
  number,
  state: 'complete',
  branch: 'linear',
  values: { l2: number / 10 },
  value: 2000 - number,
  steps: 3,
  durationMs: 5,
  ...more,
});
const search = (trials: readonly SearchTrial[]) => ({ metric: 'rmse', better: 'lower' as const, trials });

it('tells each trial once, when it has ended, with its settings and figure', () => {
  const told: TrackedPart[] = [];
  const trials = trackedTrials((ended) => told.push(...ended));
  trials.progress(search([trial(1), trial(2, { state: 'running', value: undefined })]));
  trials.progress(search([trial(1), trial(2, { state: 'failed', value: undefined, problem: 'NaN' })]));
  trials.finished();
  expect(told).toMatchObject([
    {
      number: 1,
      status: 'FINISHED',
      options: { learner: 'linear', options: { l2: 0.1 } },
      metrics: { rmse: 1999 },
    },
    { number: 2, status: 'FAILED', metrics: {}, tags: { 'cellar.error': 'NaN' } },
  ]);
});

it('writes 250 of a thousand trials: the first 200 and the best 50', () => {
  const told: number[] = [];
  const trials = trackedTrials((ended) => told.push(...ended.map(({ number }) => number)));
  const all = Array.from({ length: 1000 }, (_, i) => trial(i + 1));
  for (let ended = 1; ended <= 1000; ended += 7) trials.progress(search(all.slice(0, ended)));
  trials.progress(search(all));
  trials.finished();
  expect(told).toHaveLength(250);
  expect(new Set(told).size).toBe(250);
  expect(told).toEqual(expect.arrayContaining([1, 200, 951, 1000]));
  expect(trials.count()).toBe(1000);
});

it('sends parts as runs under the training, each a start and an end that the page accepts', async () => {
  const sent: ToldRunEventInput[][] = [];
  const track = createTracker({
    send: async (events) => void sent.push(events),
    place: async () => ({}),
    now: () => 1_700_000_000_000,
  });
  const tracking = track(1, { kind: 'tune', options: {}, environment: {} });
  const trials = trackedTrials(tracking.parts);
  trials.progress(search(Array.from({ length: 60 }, (_, i) => trial(i + 1))));
  await expect.poll(() => sent.flat().length).toBe(121);
  expect(Math.max(...sent.map(({ length }) => length))).toBeLessThanOrEqual(100);
  const events = sent.flat().map((event) => toldRunEvent.parse(event));
  expect(events.filter((event) => event.type === 'start' && event.parentId === tracking.run.id)).toHaveLength(
    60,
  );
  expect(new Set(events.map(({ runId }) => runId)).size).toBe(61);
  expect(events[1]).toMatchObject({ kind: 'trial', name: 'trial 1', params: { 'options.l2': '0.1' } });
});
