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
