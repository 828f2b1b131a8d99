import { z } from 'zod';

/** A number as JSON carries it: what JSON has no word for is a text, as in proto3 JSON. */
export const jsonNumber = z.union([
  z.custom<number>(
    (value) => typeof value === 'number',
    'A value of a metric is a number, or "NaN", "Infinity" or "-Infinity"',
  ),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform((text) => Number(text)),
]);
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity';

export const toJsonNumber = (value: number): JsonNumber =>
  Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';

/** Names of metrics, parameters and tags: MLflow's rule. */
export const trackingKey = z
  .string()
  .min(1, 'A name is empty')
  .max(250, 'A name of a metric, parameter or tag has 250 characters at most')
  .regex(/^[/\w.\- :]*$/, 'A name has letters, digits, "_", "-", ".", ":", spaces and "/" only')
  .refine(isPlainPath, 'A name is no path: no "..", no leading "/", no "//"');

function isPlainPath(key: string): boolean {
  return key.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

const whole = z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);

/** One value of a metric: `timestamp` in milliseconds since 1970, `step` any whole number. */
export const metricPoint = z.object({
  key: trackingKey,
  value: jsonNumber,
  step: whole.default(0),
  timestamp: whole,
});
export type MetricPoint = z.output<typeof metricPoint>;

type Point = Pick<MetricPoint, 'value' | 'step' | 'timestamp'>;

/** MLflow's order of "latest": step, then timestamp, then value. Positive when `a` is later; NaN comes before every number. */
export function compareLatest(a: Point, b: Point): number {
  if (a.step !== b.step) return a.step - b.step;
  if (a.timestamp !== b.timestamp) return a.timestamp - b.timestamp;
  if (Number.isNaN(a.value) || Number.isNaN(b.value))
    return Number(Number.isNaN(b.value)) - Number(Number.isNaN(a.value));
  return a.value === b.value ? 0 : a.value < b.value ? -1 : 1;
}
