import { z } from 'zod';

const columnName = z.string().min(1).max(500);

/** Numbers that a text may become. */
const mostBuckets = 4096;

/** How texts become numbers, the same for all text columns of a model. */
const readingShape = {
  /** `words`: runs of two letters or digits and more, in lower case; `characters`: pieces of words, which forgive spelling. */
  analyzer: z.enum(['words', 'characters']).default('words'),
  /** Shortest and longest run of words, or of characters, that is counted. */
  ngrams: z
    .tuple([z.number().int().min(1).max(8), z.number().int().min(1).max(8)])
    .refine(([shortest, longest]) => shortest <= longest, 'The shortest is longer than the longest')
    .default([1, 1]),
  /** Numbers that each text becomes. What shares one cannot be told apart: more are finer and slower. */
  buckets: z.number().int().min(8).max(mostBuckets).default(256),
  /** `tf-idf`: what stands in many training rows counts less. */
  weighting: z.enum(['tf', 'tf-idf']).default('tf-idf'),
};

/** The part of `ml.train`'s options about texts. */
export const textOptions = z.strictObject({
  /** The columns that are read as texts; found when left out, none when empty. */
  columns: z.array(columnName).max(100).optional(),
  ...readingShape,
});
export type TextOptions = z.infer<typeof textOptions>;

/** What a learner must know to read texts: the columns, and how. */
export interface TextReading extends TextOptions {
  readonly columns: string[];
}

/** How a column becomes numbers, as learnt. */
export const textStep = z.strictObject({
  kind: z.literal('text'),
  column: z.string(),
  ...readingShape,
  /** By bucket, ln((1 + n) / (1 + rows that have it)) + 1 over the n training rows; all 1 where `weighting` is `tf`. */
  idf: z.array(z.number().positive()).max(mostBuckets),
});
export type TextStep = z.infer<typeof textStep>;
