import type { SearchProgress, SearchTrial } from '@/cells/kernel/cell-run';
import type { TrackedPart } from '@/cells/tracking/track-training';

/** Trials that become runs of their own as they end, and those of the best that do so at the end of the search, too. */
const mostAsTheyEnd = 200;
const mostOfTheBest = 50;

const statuses = { complete: 'FINISHED', pruned: 'KILLED', failed: 'FAILED' } as const;

/**
 * Tells the trials of a search as runs under it: the first 200 as they end, and when all is over those of the best 50 that are not
 * among them. A search of any length so writes 250 runs at most; how many trials there were, the search's own run says.
 */
export function trackedTrials(tell: (ended: readonly TrackedPart[]) => void) {
  const told = new Set<number>();
  let search: SearchProgress | undefined;
  const tellOf = (trials: readonly SearchTrial[]) => {
    const parts = trials.flatMap((trial) => toPart(trial, search?.metric ?? 'value'));
    for (const { number } of parts) told.add(number);
    if (parts.length) tell(parts);
  };
  const untold = () =>
    (search?.trials ?? []).filter(({ state, number }) => state !== 'running' && !told.has(number));
  return {
    count: () => search?.trials.length ?? 0,
    progress(next: SearchProgress) {
      search = next;
      if (told.size < mostAsTheyEnd) tellOf(untold().slice(0, mostAsTheyEnd - told.size));
    },
    finished() {
      const sign = search?.better === 'higher' ? -1 : 1;
      const best = (search?.trials ?? [])
        .filter(({ state, value }) => state === 'complete' && value !== undefined && Number.isFinite(value))
        .sort((a, b) => sign * ((a.value ?? 0) - (b.value ?? 0)))
        .slice(0, mostOfTheBest);
      tellOf(best.filter(({ number }) => !told.has(number)));
    },
  };
}

function toPart(trial: SearchTrial, metric: string): TrackedPart[] {
  const { number, state, branch, values, value, steps, durationMs, problem, place } = trial;
  if (state === 'running') return [];
  return [
    {
      kind: 'trial',
      ...{ number, learner: branch, durationMs },
      options: { learner: branch, options: values },
      status: statuses[state],
      metrics: value === undefined ? {} : { [metric]: value },
      tags: {
        'cellar.steps': String(steps),
        ...(place && { 'cellar.worker': place }),
        ...(problem && { 'cellar.error': problem }),
      },
    },
  ];
}
