import { z } from 'zod';
import { sayFirstIssue } from '../say-issue';

const columnName = z.string().min(1).max(500);

export const windowFigures = ['mean', 'sum', 'min', 'max', 'std'] as const;

/** Milliseconds of a step over dates. */
export const stepLengths = { minute: 60e3, hour: 3600e3, day: 86_400e3, week: 604_800e3 } as const;

/** Values of earlier rows as features: which columns, and how far back. */
export const lagOptions = z
  .strictObject({
    /** Orders the rows: dates or numbers. */
    time: columnName,
    /** Rows of one group have a history of their own: a place, a customer, a machine. */
    group: columnName.optional(),
    /** Numbers whose earlier values are read; the target may be among them. */
    columns: z.array(columnName).min(1).max(50),
    /** Steps back. */
    lags: z.array(z.number().int().min(1).max(100_000)).max(100).default([1]),
    /** Steps that a window holds; it ends where the horizon allows. */
    windows: z.array(z.number().int().min(2).max(10_000)).max(20).default([]),
    /** What is said of a window: `std` over n − 1. */
    figures: z.array(z.enum(windowFigures)).min(1).default(['mean']),
    /** The length of a step: of dates a word or milliseconds, of numbers a number. Without it a step is a row. */
    every: z.union([z.enum(['minute', 'hour', 'day', 'week']), z.number().positive()]).optional(),
    /** Steps ahead that are predicted: nothing later than so many steps back is read. */
    horizon: z.number().int().min(1).max(100_000).default(1),
  })
  .superRefine(({ lags, windows, horizon }, context) => {
    const early = lags.find((lag) => lag < horizon);
    if (early !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['lags'],
        message: `${early} back is not known yet when ${horizon} steps ahead are predicted: lags begin at the horizon`,
      });
    if (lags.length === 0 && windows.length === 0)
      context.addIssue({ code: 'custom', path: ['lags'], message: 'Give a lag or a window' });
  });
export type LagOptions = z.infer<typeof lagOptions>;
export type LagOptionsInput = z.input<typeof lagOptions>;

/** The names of the columns that are added for a column: `cnt_lag_24`, `cnt_mean_24`, and `cnt_mean_24_lag_6` beyond a horizon of 1. */
export function lagNames(column: string, { lags, windows, figures, horizon }: LagOptions): string[] {
  const back = horizon > 1 ? `_lag_${horizon}` : '';
  return [
    ...lags.map((lag) => `${column}_lag_${lag}`),
    ...windows.flatMap((size) => figures.map((figure) => `${column}_${figure}_${size}${back}`)),
  ];
}

/** The names of all columns that are added. */
export const namesOfLags = (lags: LagOptions): string[] =>
  lags.columns.flatMap((column) => lagNames(column, lags));

/** @throws Error that names the option and says what is allowed */
export function parseLagOptions(options: unknown): LagOptions {
  const parsed = lagOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new Error(sayFirstIssue(parsed.error));
}

/** Why rows that know earlier values cannot be split so; undefined where they can. */
export function whyNotSplit({
  lags,
  split,
}: {
  readonly lags?: LagOptions;
  readonly split: { readonly by: string; readonly column?: string };
}): string | undefined {
  if (!lags || (split.by === 'time' && split.column === lags.time)) return undefined;
  return (
    `Earlier values carry one row's answer into the next, so rows that test must be later than those that train: split by time, by “${lags.time}”` +
    ' (in a cross-validation: folds of the kind time-series).'
  );
}

export function noteLags({ columns, time, group, horizon }: LagOptions): string {
  const names = columns.map((name) => `“${name}”`).join(', ');
  const ahead = horizon === 1 ? 'earlier rows' : `rows ${horizon} steps earlier or more`;
  return `${names} ${columns.length === 1 ? 'is' : 'are'} read from ${ahead} too, by “${time}”${group === undefined ? '' : ` within “${group}”`}. Whoever asks the model gives these values; ml.lag makes them of a history.`;
}
