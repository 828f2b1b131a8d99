import { z } from 'zod';
import type { Bounds, Limits, RampStep, Routes, Split } from '../../db/schema/deployments';

/** What comes in about routes, and what can be told from routes alone. */

export const percent = z
  .number()
  .gt(0, 'A share is more than 0 percent')
  .max(100, 'A share is at most 100 percent');
export const versionNumber = z.number().int().positive();

export const ramp = z.object({
  steps: z
    .array(z.object({ percent, minutes: z.number().positive().max(525_600) }))
    .min(1, 'A ramp has at least one step')
    .max(20, 'A ramp has at most 20 steps')
    .refine(
      (steps) => steps.every((step, i) => i === 0 || step.percent >= (steps[i - 1]?.percent ?? 0)),
      'The shares of a ramp only rise',
    ) satisfies z.ZodType<RampStep[]>,
  /** After the last step the canary becomes the stable version; else it stays as it is until somebody decides. */
  promotes: z.boolean().default(false),
});

export const bounds = z
  .object({
    windowMinutes: z.number().int().min(1).max(10_080).default(60),
    leastRequests: z.number().int().min(1).max(1_000_000).default(50),
    errorRate: z.number().min(0).max(1).nullable().default(0.02),
    latency: z
      .object({ percentile: z.number().min(1).max(99.9), factor: z.number().min(1).max(1000) })
      .nullable()
      .default(null),
    drift: z.number().gt(0).max(0.84).nullable().default(null),
  })
  .refine(
    (given) => given.errorRate !== null || given.latency !== null || given.drift !== null,
    'Bounds need at least one of error rate, latency and drift',
  ) satisfies z.ZodType<Bounds, unknown>;

const limit = (most: number) => z.number().int().positive().max(most).nullable().default(null);

export const limits = z.object({
  perSecond: z.number().positive().max(1_000_000).nullable().default(null),
  burst: limit(1_000_000),
  concurrency: limit(100_000),
  rows: limit(10_000),
  milliseconds: limit(600_000),
}) satisfies z.ZodType<Limits, unknown>;

export const stableRoute = z.union([
  z.object({ alias: z.string().max(50) }),
  z.object({ version: versionNumber }),
]);

export const noLimits: Limits = {
  ...{ perSecond: null, burst: null, concurrency: null, rows: null, milliseconds: null },
};

/** What a name serves when nobody said otherwise. */
export const impliedRoutes: Routes = {
  ...{ stable: { alias: 'champion' }, split: null, shadow: null, bounds: null },
  ...{ limits: noLimits, requiresKey: false },
};

export type Canary = Extract<Split, { kind: 'canary' }>;
export type Experiment = Extract<Split, { kind: 'experiment' }>;

export const canaryOf = ({ split }: Routes): Canary | undefined =>
  split?.kind === 'canary' ? split : undefined;

/** When the step that stands has lasted as long as it should; undefined without a ramp, or after its end. */
export function stepEndsAt({ ramp }: Canary): Date | undefined {
  const step = ramp?.steps[ramp.step];
  return ramp && step ? new Date(Date.parse(ramp.stepSince) + step.minutes * 60_000) : undefined;
}
