import { z } from 'zod';

/** What kind of values a column holds, whatever engine keeps them. */
export const columnTypes = ['whole', 'number', 'text', 'boolean', 'date', 'time', 'other'] as const;
export type ColumnType = (typeof columnTypes)[number];

const share = z.number().min(0).max(1);
const count = z.number().int().min(0);

/** A bound of a range: a number, or an ISO date or time. */
const bound = z.union([z.number(), z.string().regex(/^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?$/)]);
export type Bound = z.infer<typeof bound>;

/**
 * How far a distribution may be from another one. `lInfinity`: the largest change of one value's share (0..1); `jensenShannon`: the
 * distance √(divergence), natural logarithm (0..0.833).
 */
const comparator = z.object({
  measure: z.enum(['lInfinity', 'jensenShannon']),
  most: z.number().min(0).max(1),
});
export type Comparator = z.infer<typeof comparator>;

export const columnExpectation = z.object({
  name: z.string().min(1),
  type: z.enum(columnTypes),
  /** A version without the column is refused. */
  required: z.boolean(),
  /** Least share of rows that have a value. */
  present: share,
  /** NaN and infinities are refused. Numbers only. */
  finite: z.boolean().optional(),
  /** Both ends belong to it. */
  range: z.object({ least: bound.optional(), most: bound.optional() }).optional(),
  /** The values there may be; `tolerated` is the share of rows with a value that may have another. */
  domain: z.object({ values: z.array(z.string()).min(1).max(1000), tolerated: share }).optional(),
  /** No value stands in two rows. */
  unique: z.boolean().optional(),
  /** How many different values. */
  distinct: z.object({ least: count.optional(), most: count.optional() }).optional(),
  /** Against the version before. */
  drift: comparator.optional(),
  /** Against the reference. */
  skew: comparator.optional(),
});
export type ColumnExpectation = z.infer<typeof columnExpectation>;

/**
 * What the versions of a data set are expected to be: the kinds of TensorFlow Data Validation's schema (type, presence, domain, range,
 * uniqueness, drift and skew comparators, number of examples), in words of our own. Format 1.
 */
export const expectationsSchema = z.object({
  format: z.literal(1),
  /** Whether notebooks may train on a version that fails. Promotion is held up by a gate of the model. */
  blocksTraining: z.boolean(),
  rows: z.object({
    least: count.optional(),
    most: count.optional(),
    /** Times the rows of the version before. */
    leastOfPrevious: z.number().min(0).optional(),
    mostOfPrevious: z.number().min(0).optional(),
  }),
  /** Whether columns may be there that nothing is said of. */
  otherColumns: z.enum(['allowed', 'refused']),
  /** With which data set the skew comparators compare: its newest version unless one is named. */
  reference: z.object({ datasetId: z.string(), version: z.number().int().positive().optional() }).optional(),
  columns: z
    .array(columnExpectation)
    .max(5000)
    .refine(
      (columns) => new Set(columns.map(({ name }) => name)).size === columns.length,
      'A column is described twice',
    ),
});
export type Expectations = z.infer<typeof expectationsSchema>;
