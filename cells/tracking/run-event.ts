import { z } from 'zod';
import { artifactLimits, artifactPath } from './artifact-path';
import { jsonNumber, metricPoint, trackingKey } from './metric-point';

/**
 * What a training tells of itself while it runs. Events are written down where the run happens and sent when the server can be
 * reached, in order; each has a number that grows within its client, so that sending again changes nothing.
 */

export const runId = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'A run is named by 32 hexadecimal digits in lower case');
export const runKinds = ['train', 'tune', 'trial', 'validate', 'fold', 'evaluate', 'external'] as const;
export type RunKind = (typeof runKinds)[number];
export const runStatuses = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;
export type RunStatus = (typeof runStatuses)[number];

const isSmall = (all: object) => Object.keys(all).length <= 1000;
export const params = z
  .record(trackingKey, z.string().max(6000, 'The value of a parameter has 6 000 characters at most'))
  .refine(isSmall, 'At most 1 000 parameters at once');
export const tags = z
  .record(trackingKey, z.string().max(8000, 'The value of a tag has 8 000 characters at most'))
  .refine(isSmall, 'At most 1 000 tags at once');

const common = {
  /** Grows with each event of one client. Gaps are allowed. */
  sequence: z.number().int().positive(),
  /** Milliseconds since 1970, by the clock of the client. */
  at: z.number().int().nonnegative(),
  runId,
};

/** Data that a run read. `hash` is the sha256 of the source file: found again among the versions that the notebook may read. */
export const runDataset = z.object({
  name: z.string().min(1).max(500),
  hash: z.string().min(1).max(64),
  context: z.string().max(250).default('training'),
});

const start = z.object({
  ...common,
  type: z.literal('start'),
  /** The notebook's own experiment unless told. */
  experimentId: z.string().max(64).optional(),
  name: z.string().max(250).optional(),
  kind: z.enum(runKinds).default('train'),
  learner: z.string().max(100).optional(),
  /** The run that this one is a trial or fold of. */
  parentId: runId.optional(),
  params: params.default({}),
  tags: tags.default({}),
  datasets: z.array(runDataset).max(100).default([]),
  revisionId: z.string().max(100).optional(),
  /** The number of the revision, where its id is not known. */
  revision: z.number().int().positive().optional(),
  sliceHash: z.string().max(64).optional(),
  environment: z.record(z.string().max(100), z.string().max(1000)).default({}),
});
const metrics = z.object({
  ...common,
  type: z.literal('metrics'),
  points: z.array(metricPoint).min(1).max(5000),
});
const describe = z.object({
  ...common,
  type: z.literal('describe'),
  params: params.default({}),
  tags: tags.default({}),
});
/** An interrupted run goes on. What it tells again of steps that are known counts once. */
const resume = z.object({ ...common, type: z.literal('resume') });
const end = z.object({
  ...common,
  type: z.literal('end'),
  status: z.enum(['FINISHED', 'FAILED', 'KILLED']),
  /** Final values, written at the last step of the run (`step`, 0 unless told). */
  metrics: z.record(trackingKey, jsonNumber).default({}),
  step: z.number().int().default(0),
});

/** A file of the run. Its content goes beside the event, so that batches of events stay small. */
export const artifactEvent = z.object({ ...common, type: z.literal('artifact'), path: artifactPath });
export type ArtifactEvent = z.output<typeof artifactEvent>;

export const runEvent = z.discriminatedUnion('type', [start, resume, metrics, describe, end]);
export type RunEvent = z.output<typeof runEvent>;
/** What a client writes down: defaults may be left out. */
export type RunEventInput = z.input<typeof runEvent>;

/** Made once by whoever keeps the log of events: a random text. */
const client = z.string().min(8).max(100);
/** The notebook that speaks: it starts and continues runs of its own only. Set by the page, never by the frame. */
const notebookId = z.string().max(100);

/**
 * What a notebook's frame tells. Who speaks, in which order, for which notebook and revision of it is written beside it by the page: a
 * notebook writes runs of its own, in its own experiment.
 */
export const toldRunEvent = z.discriminatedUnion('type', [
  start.omit({ sequence: true, experimentId: true, revisionId: true, revision: true }),
  resume.omit({ sequence: true }),
  metrics.omit({ sequence: true }),
  describe.omit({ sequence: true }),
  end.omit({ sequence: true }),
  artifactEvent.omit({ sequence: true }).extend({
    content: z.custom<Uint8Array<ArrayBuffer>>(
      (value) =>
        value instanceof Uint8Array &&
        value.buffer instanceof ArrayBuffer &&
        value.byteLength <= artifactLimits.fileBytes,
      'The content of a file of a run is bytes, 10 MB at most',
    ),
  }),
]);
export type ToldRunEvent = z.output<typeof toldRunEvent>;
export type ToldRunEventInput = z.input<typeof toldRunEvent>;

export const runEventBatch = z.object({ client, notebookId, events: z.array(runEvent).min(1).max(500) });
export const runArtifactSent = z.object({ client, notebookId, event: artifactEvent });
