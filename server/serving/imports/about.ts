import { z } from 'zod';
import type { AnswerOptions } from '@/cells/ml/elsewhere/propose';
import { engineVersions } from '@/cells/ml/engine-versions';
import { packageManifest } from '@/cells/ml/manifest';
import type { Evaluation, LearnerName, PackageManifest, SignatureField, Task } from '@/cells/ml/model';
import { mostFeatures } from '@/cells/ml/train-options';
import { AppError } from '../../errors';

/** What a person says of a model file: what its columns and answers are called and mean. */
export const aboutModel = z.object({
  /** In the order in which the graph takes them. */
  inputs: z
    .array(
      z.object({
        name: z.string().trim().min(1, 'Every column needs a name').max(200),
        type: z.enum(['number', 'string', 'boolean', 'date']),
        required: z.boolean(),
      }),
    )
    .min(1)
    .max(mostFeatures),
  /** The column that it predicts. */
  target: z.string().trim().min(1, 'Say what it predicts').max(200),
  /** Names of the classes in the order of its scores; absent for a number. */
  classes: z.array(z.string().trim().min(1).max(500)).min(2).max(1000).optional(),
  logits: z.boolean().default(false),
});
export type AboutModel = z.output<typeof aboutModel>;

/**
 * The manifest of a model as a person describes it, not evaluated yet.
 * @throws AppError unprocessable in words when the description does not fit it
 */
export function describeForeign(
  {
    learner,
    weights,
    options,
  }: {
    readonly learner: LearnerName;
    readonly weights: readonly string[];
    readonly options: AnswerOptions;
  },
  about: Omit<AboutModel, 'inputs'> & { readonly inputs: readonly SignatureField[] },
): PackageManifest {
  const { classes, target, logits } = about;
  const task: Task = !classes ? 'regression' : classes.length === 2 ? 'binary' : 'multiclass';
  if (classes && options.labels && options.labels.length !== classes.length)
    throw refused(`The model has ${options.labels.length} classes; ${classes.length} are named.`);
  const parsed = packageManifest.safeParse({
    ...{ format: 1, learner, task, target, seed: null, split: null, importances: [] },
    signature: {
      inputs: about.inputs,
      output: { name: target, type: classes ? 'string' : 'number', classes },
    },
    options: JSON.parse(
      JSON.stringify({ ...options, logits: logits || undefined, ...(logits && { label: undefined }) }),
    ),
    evaluation: emptyEvaluation(task, classes),
    ...{ trainingRows: 0, environment: engineVersions[learner], weights },
  });
  if (!parsed.success) throw refused(parsed.error.issues[0]?.message ?? 'The description is not valid.');
  return parsed.data;
}

export const refused = (words: string, cause?: unknown) => new AppError('unprocessable', words, { cause });

/** What reading a file says, as a refusal. */
export function inWords<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw refused(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

export const emptyEvaluation = (task: Task, classes: readonly string[] = []): Evaluation =>
  task === 'regression'
    ? { task, metrics: {}, baseline: {}, rows: 0, residuals: [] }
    : { task, metrics: {}, baseline: {}, rows: 0, classes, confusion: [] };
