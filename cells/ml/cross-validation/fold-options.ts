import { z } from 'zod';
import { parseTrainOptions, type TrainOptions, type TrainOptionsInput } from '../train-options';

const k = z.number().int().min(2).max(100).default(5);
const repeats = z.number().int().min(1).max(50);
const column = z.string().min(1).max(500);

/** Trainings of one cross-validation at most. */
const mostFolds = 500;

/** How the rows are dealt out: every row tests once in each repeat, but in a time series. */
export const foldOptions = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('k-fold'), k }),
    /** K-fold several times over, each time dealt anew. */
    z.strictObject({ kind: z.literal('repeated'), k, repeats: repeats.default(3) }),
    /** The shares of the classes are alike in all folds. */
    z.strictObject({ kind: z.literal('stratified'), k, repeats: repeats.default(1) }),
    /** Rows of one group are in one fold, and the folds as even as groups allow. */
    z.strictObject({ kind: z.literal('group'), k, column }),
    /** Each fold tests the stretch of time that follows what it was trained on. */
    z.strictObject({
      kind: z.literal('time-series'),
      k,
      column,
      /** Rows of each test; ⌊rows / (k + 1)⌋ when left out. */
      testRows: z.number().int().min(1).optional(),
      /** Rows between training and test that are not used. */
      gap: z.number().int().min(0).default(0),
      /** The latest rows only are trained on; all earlier ones when left out. */
      trainRows: z.number().int().min(5).optional(),
    }),
  ])
  .refine((folds) => countFolds(folds) <= mostFolds, `k times repeats may be ${mostFolds} at most`);
export type FoldOptions = z.infer<typeof foldOptions>;

/** What `ml.crossValidate` takes besides the data: what `ml.train` does, with `folds` in the place of `split`. */
export type CrossValidateOptionsInput = Omit<TrainOptionsInput, 'split'> & {
  readonly folds: z.input<typeof foldOptions>;
};
export interface CrossValidateOptions {
  readonly folds: FoldOptions;
  /** As for a training; its split says how rows for early stopping are held out of a fold's training rows. */
  readonly training: TrainOptions;
}

/** What a split by itself takes; folds take no test rows by it. */
const usualTestShare = 0.2;

/** How many trainings there will be. */
export const countFolds = (folds: { readonly k: number; readonly repeats?: number }): number =>
  folds.k * (folds.repeats ?? 1);

/** @throws Error that names the option and says what is allowed */
export function parseCrossValidateOptions(given: unknown): CrossValidateOptions {
  const { folds: wanted = { kind: 'k-fold' }, ...rest } = { ...(given as object) } as Record<string, unknown>; // whatever it is, its parts are parsed
  if ('split' in rest)
    throw new Error(
      'Option split: a cross-validation has folds instead. Write folds: {kind: "k-fold", k: 5}.',
    );
  const parsed = foldOptions.safeParse(wanted);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(
      `Option ${['folds', ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'not valid'}`,
    );
  }
  return { folds: parsed.data, training: parseTrainOptions({ ...rest, split: splitLike(parsed.data) }) };
}

/** The split that holds rows for early stopping out of a fold's training rows as the folds are dealt. */
export function splitLike(folds: FoldOptions): TrainOptions['split'] {
  switch (folds.kind) {
    case 'group':
      return { by: 'group', column: folds.column, testShare: usualTestShare };
    case 'time-series':
      return { by: 'time', column: folds.column, testShare: usualTestShare };
    default:
      return { by: 'random', testShare: usualTestShare };
  }
}
