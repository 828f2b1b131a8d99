import { z } from 'zod';
import { learnerNames } from './learner-name';
import type { PackageManifest } from './model';
import { mostFeatures, splitOptions } from './train-options';

/**
 * The manifest of a package as data from elsewhere: `cellar.json` comes from a sandboxed frame or an imported folder, so every
 * text and list has a bound, and a name may be nothing that an object already has.
 */

const columnName = z
  .string()
  .min(1)
  .max(200)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^\u0000-\u001f\u007f]+$/, 'A column name has no control characters')
  .refine(
    (name) => !['__proto__', 'constructor', 'prototype'].includes(name),
    'This column name is reserved',
  );

/** A file of a package: a relative key, never a file path. */
export const packagePath = z
  .string()
  .max(200)
  .regex(
    /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/,
    'A package file is named by letters, digits, ".", "_" and "-", in folders parted by "/"',
  );

const metrics = z
  .record(z.string().max(60), z.number())
  .refine((all) => Object.keys(all).length <= 100, 'At most 100 metrics');
const columnType = z.enum(['number', 'string', 'boolean', 'date']);
const label = z.string().max(500);

const signature = z
  .object({
    inputs: z
      .array(
        z.object({
          name: columnName,
          type: columnType,
          required: z.boolean(),
          content: z.literal('image').optional(),
          categories: z.array(label).max(200).optional(),
          text: z.literal(true).optional(),
        }),
      )
      .min(1, 'A model needs a signature with at least one input')
      .max(mostFeatures),
    output: z.object({
      name: columnName,
      type: z.enum(['number', 'string']),
      classes: z.array(label).min(1).max(1000).optional(),
    }),
  })
  .refine(
    ({ inputs }) => new Set(inputs.map((field) => field.name)).size === inputs.length,
    'Two inputs of the signature have the same name',
  );

const evaluation = z.discriminatedUnion('task', [
  z.object({
    task: z.literal('regression'),
    metrics,
    baseline: metrics,
    rows: z.number().int().nonnegative(),
    residuals: z
      .array(
        z.object({
          predicted: z.number(),
          actual: z.number(),
          low: z.number().optional(),
          high: z.number().optional(),
        }),
      )
      .max(2000),
    band: z.tuple([z.number().gt(0).lt(1), z.number().gt(0).lt(1)]).optional(),
  }),
  z.object({
    task: z.enum(['binary', 'multiclass']),
    metrics,
    baseline: metrics,
    nearestCentroid: metrics.optional(),
    rows: z.number().int().nonnegative(),
    classes: z.array(label).max(1000),
    confusion: z.array(z.array(z.number().int().nonnegative()).max(1000)).max(1000),
  }),
]);

export const packageManifest: z.ZodType<PackageManifest> = z.object({
  format: z.literal(1),
  learner: z.enum(learnerNames),
  task: z.enum(['regression', 'binary', 'multiclass']),
  signature,
  target: columnName,
  options: z.record(z.string().max(100), z.unknown()),
  seed: z.number().nullable(),
  split: splitOptions.nullable().default(null),
  notes: z.array(z.string().max(1000)).max(1000).default([]),
  leaks: z.array(columnName).max(mostFeatures).optional(),
  evaluation,
  importances: z
    .array(
      z.object({
        feature: columnName,
        permutation: z.number(),
        spread: z.number().nonnegative().optional(),
        gain: z.number().min(0).max(1).optional(),
        cover: z.number().min(0).max(1).optional(),
      }),
    )
    .max(mostFeatures),
  trainingRows: z.number().int().nonnegative(),
  environment: z.record(z.string().max(100), label),
  weights: z.array(packagePath).min(1).max(1000),
});

/** The largest `cellar.json` that is read, in bytes. */
export const largestManifest = 4 * 1024 * 1024;

/** Reads `cellar.json`. Throws an Error whose message says what is wrong, and where. */
export function parseManifest(bytes: Uint8Array): PackageManifest {
  if (bytes.byteLength > largestManifest) throw new Error('cellar.json is larger than 4 MB.');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Error('cellar.json is not JSON.', { cause });
  }
  const result = packageManifest.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.length ? ` at ${issue.path.join('.')}` : '';
  throw new Error(`cellar.json is not a manifest of format 1: ${issue?.message ?? 'invalid'}${where}.`);
}
