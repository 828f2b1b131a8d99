import { numbersIfAll } from '@/cells/tracking/run-table';
import type { ApiOutput } from '@/components/api';
import { metricLabel } from '@/components/notebook/model-result/metric-value';
import { formatMetric, formatNumber } from '@/components/ui/format';
import { inUsualOrder, isTestFigure, sayValue } from './run-words';

type Run = Pick<ApiOutput['runs']['read'], 'id' | 'name' | 'params' | 'metrics'>;

/** A parameter or a metric of several runs. */
export interface RunField {
  readonly key: string;
  readonly label: string;
  readonly isMetric: boolean;
  /** Of each run in their order; undefined where it has none, or no number. */
  readonly values: readonly (number | string | undefined)[];
  say(value: unknown): string;
}

/** Parameters in the order of their names, then test figures. A parameter that reads as a number in every run is one. */
export function fieldsOf(runs: readonly Run[]): RunField[] {
  const names = (part: 'params' | 'metrics') =>
    [...new Set(runs.flatMap((run) => Object.keys(run[part])))].sort();
  const params = names('params').map(
    (name): RunField => ({
      key: `params.${name}`,
      label: name,
      isMetric: false,
      values: numbersIfAll(runs.map((run) => run.params[name])).map((value) => value ?? undefined),
      say: sayParam,
    }),
  );
  const metrics = inUsualOrder(names('metrics').filter(isTestFigure)).map(
    (name): RunField => ({
      key: `metrics.${name}`,
      label: metricLabel(name),
      isMetric: true,
      values: runs.map((run) => {
        const value = run.metrics[name]?.value;
        return typeof value === 'number' ? value : undefined;
      }),
      say: (value) => sayValue(name, typeof value === 'number' ? value : undefined),
    }),
  );
  return [...params, ...metrics];
}

/** Runs disagree on it, or only some have it. */
export const differs = ({ values }: RunField): boolean => new Set(values).size > 1;

function sayParam(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? formatNumber(value) : formatMetric(value);
  return value === undefined ? '—' : String(value);
}
