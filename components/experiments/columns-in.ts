import type { ApiOutput } from '@/components/api';

/** The names that some runs have, sorted: what is known of a list's columns until all its runs were looked through. */
export function columnsIn(runs: readonly ApiOutput['runs']['list']['runs'][number][]) {
  const names = (part: 'metrics' | 'params') =>
    [...new Set(runs.flatMap((run) => Object.keys(run[part])))].sort();
  return { metrics: names('metrics'), params: names('params') };
}
