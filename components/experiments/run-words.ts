import { metricNames } from '@/cells/ml/metric-names';
import type { JsonNumber } from '@/cells/tracking/metric-point';
import { metricValue } from '@/components/notebook/model-result/metric-value';
import type { Tone } from '@/components/ui/badge';

/** A status as people say it. */
export const statusWords: Readonly<Record<string, { words: string; tone: Tone }>> = {
  RUNNING: { words: 'running', tone: 'running' },
  SCHEDULED: { words: 'scheduled', tone: 'neutral' },
  FINISHED: { words: 'finished', tone: 'ok' },
  FAILED: { words: 'failed', tone: 'failed' },
  KILLED: { words: 'stopped', tone: 'stale' },
};

/** `JsonNumber` as a person reads it. */
export const sayValue = (name: string, value: JsonNumber | undefined): string =>
  value === undefined ? '—' : typeof value === 'number' ? metricValue(name, value) : value;

/** Curves of steps and baselines are no test figures. */
export const isTestFigure = (key: string): boolean =>
  !/^(train|validation)[A-Z]/.test(key) && !key.startsWith('baseline/');

/** What a run is, where it is no plain training. */
export const kindWords: Readonly<Record<string, string>> = {
  tune: 'search',
  trial: 'trial',
  validate: 'cross-validation',
  fold: 'fold',
};

const known = Object.keys(metricNames);
const rankOf = (name: string): number => (known.includes(name) ? known.indexOf(name) : known.length);

/** The field's own figures as they are usually shown, before all others, which keep their order. */
export const inUsualOrder = (names: readonly string[]): string[] =>
  names.toSorted((a, b) => rankOf(a) - rankOf(b));
