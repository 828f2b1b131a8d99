/** What crosses of a search that goes on elsewhere: between the tab that leads it, the server, and the headless frames that try. */
import { z } from 'zod';
import { jsonNumber } from '@/cells/tracking/metric-point';

/** Trials of one search that wait or run elsewhere, at most. */
export const mostTrialsElsewhere = 64;
/** Bytes of a table that is sent to workers, at most. */
export const mostSharedBytes = 256 * 1024 ** 2;

const count = z.number().int().min(0);
const figure = jsonNumber;
export const trialNumber = z.number().int().min(1).max(1_000_000);

/** Data that JSON carries, of so many characters at most. */
const bounded = (most: number) =>
  z
    .record(z.string().max(200), z.unknown())
    .refine((value) => JSON.stringify(value).length <= most, `More than ${most} characters`);

/** Everything that decides what the trials of a search are: see `identifySearch`. */
export const sharedIdentity = z.object({
  options: z.string().max(200_000),
  data: z.string().max(100),
  engine: z.string().max(10_000),
});
/** What `ml.tune` takes; who tries parses them. */
export const sharedOptions = bounded(200_000);
export const sharedPoint = z.object({ branch: z.string().max(100), values: bounded(10_000) });

export const trialStep = z.object({ step: count, metrics: z.record(z.string().max(100), figure) });
const trialFold = z.object({ value: figure, steps: count });
/** How far a trial came since it was last told. */
export const trialAdvance = z.object({
  steps: z.array(trialStep).max(10_000),
  /** Of a trial on folds: all that are finished. */
  folds: z.array(trialFold).max(1000).optional(),
});
export type TrialAdvance = z.output<typeof trialAdvance>;

export const trialEnd = z.union([
  z.object({
    value: figure,
    steps: count,
    folds: z.array(trialFold).max(1000).optional(),
    /** How long who tried it took. */
    durationMs: z.number().min(0),
  }),
  z.object({ problem: z.string().max(2000) }),
]);
export type TrialEnd = z.output<typeof trialEnd>;

/** A trial as a worker holds it. `fence` rises with each worker that takes it: who lost it is not heard any more. */
export const heldTrial = z.object({ number: trialNumber, fence: count });
export const claimedTrial = heldTrial.extend({ point: sharedPoint });

/** What the tab hears of a trial. */
export const trialNews = trialAdvance.extend({
  number: trialNumber,
  state: z.enum(['queued', 'running', 'ended']),
  /** Who tries it, in words. */
  worker: z.string().max(200).nullable(),
  end: trialEnd.nullable(),
});
export type TrialNews = z.output<typeof trialNews>;

export const searchNews = z.object({
  /** Workers that are up and have not refused. */
  workers: count,
  /** Workers that cannot help in this search, each with its reason. */
  refusals: z.array(z.object({ worker: z.string().max(200), reason: z.string().max(2000) })).max(1000),
  trials: z.array(trialNews).max(mostTrialsElsewhere),
});
export type SearchNews = z.output<typeof searchNews>;
