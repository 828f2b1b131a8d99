import fc from 'fast-check';
import type { FitContext, FitInput } from '../learner';
import type { Column, Columns } from '../model';
import type { Tree } from './ensemble';
import { fitEnsemble } from './fit-ensemble';
import type { EnsembleParts } from './fitted-ensemble';
import { boostedTreesOptions } from './options';
import { createPredictor } from './predict-ensemble';
import { toFeatureMatrix } from './tree-plan';

/** A context for `fit` that keeps what it was told. */
export function createFitContext(abort = new AbortController()): FitContext & {
  readonly steps: { readonly step: number; readonly metrics: Readonly<Record<string, number>> }[];
  readonly messages: string[];
} {
  const steps: { step: number; metrics: Readonly<Record<string, number>> }[] = [];
  const messages: string[] = [];
  return {
    steps,
    messages,
    signal: abort.signal,
    onProgress({ step, metrics, message }) {
      if (message) messages.push(message);
      if (Object.keys(metrics).length > 0) steps.push({ step, metrics });
    },
    assets: {
      load: () => Promise.reject(new Error('Boosted trees need no assets.')),
    },
  };
}

/** Trains on all rows, with these options over small defaults. */
export function fitRows(
  input: Omit<FitInput, 'task' | 'seed'> & Partial<Pick<FitInput, 'task' | 'seed'>>,
  options: Readonly<Record<string, unknown>> = {},
  context: FitContext = createFitContext(),
): Promise<EnsembleParts> {
  const small = { rounds: 6, minSamplesLeaf: 2, maxLeaves: 8, learningRate: 0.3, patience: 0 };
  return fitEnsemble(
    { task: 'regression', seed: 1, ...input },
    boostedTreesOptions.parse({ ...small, ...options }),
    context,
  );
}

/** Margins of rows, n × outputs. */
export function marginsOf({ ensemble, plan }: EnsembleParts, rows: Columns): Float64Array {
  return createPredictor(ensemble).predictMargins(toFeatureMatrix(plan, rows));
}

export const numbers = (name: string, values: Iterable<number>): Column => ({
  name,
  type: 'number',
  values: Float64Array.from(values),
});

export const texts = (name: string, values: Iterable<string | null>): Column => ({
  name,
  type: 'string',
  values: [...values],
});

export const table = (...columns: readonly Column[]): Columns => ({
  numRows: columns[0]?.values.length ?? 0,
  columns,
});

export interface MadeRow {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly kind: string | null;
  readonly y: number;
}

/** Rows of three columns of numbers (`b` with values missing), one of categories, and a target that follows them with noise. */
export const madeRows = (least = 40, most = 160): fc.Arbitrary<readonly MadeRow[]> =>
  fc.array(
    fc
      .record({
        a: fc.double({ min: -3, max: 3, noNaN: true }),
        b: fc.oneof(
          { weight: 4, arbitrary: fc.integer({ min: -5, max: 5 }) },
          { arbitrary: fc.constant(Number.NaN), weight: 1 },
        ),
        c: fc.double({ min: 0, max: 1, noNaN: true }),
        kind: fc.constantFrom('red', 'green', 'blue', 'grey', null),
        noise: fc.double({ min: -1, max: 1, noNaN: true }),
      })
      .map(({ noise, ...row }) => ({
        ...row,
        y:
          2 * row.a +
          (Number.isNaN(row.b) ? 3 : row.b ** 2 / 4) +
          (row.kind === 'red' ? 4 : 0) * row.c +
          noise,
      })),
    { minLength: least, maxLength: most },
  );

export function toInput(rows: readonly MadeRow[]): { features: Columns; target: Float64Array } {
  return {
    features: table(
      numbers(
        'a',
        rows.map(({ a }) => a),
      ),
      numbers(
        'b',
        rows.map(({ b }) => b),
      ),
      numbers(
        'c',
        rows.map(({ c }) => c),
      ),
      texts(
        'kind',
        rows.map(({ kind }) => kind),
      ),
    ),
    target: Float64Array.from(rows, ({ y }) => y),
  };
}

/** Paths from the root to each leaf: the features met on the way, and the leaf's node. */
export function pathsOf(
  tree: Tree,
  node = 0,
  passed: readonly number[] = [],
): { features: readonly number[]; leaf: number }[] {
  const feature = tree.feature[node] ?? -1;
  if (feature < 0) return [{ features: passed, leaf: node }];
  return [tree.left[node] ?? 0, tree.right[node] ?? 0].flatMap((child) =>
    pathsOf(tree, child, [...passed, feature]),
  );
}
