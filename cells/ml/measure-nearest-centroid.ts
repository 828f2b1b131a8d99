import { measure } from './evaluate';
import type { Metrics } from './model';
import type { Part } from './prepare-training';
import { sampleRows } from './random';
import { takeTableRows } from './read-table';

/** Means of more rows than this are hardly better. */
const mostRows = 20_000;
/** Values learnt from in all, so that thousands of columns take no longer. */
const mostValues = 4_000_000;

/**
 * What nearest centroids reach on the test rows: the columns as they are, no effort at all, beside the baseline that sees none of them.
 * Of many training rows they learn a part. Undefined for a regression.
 */
export async function measureNearestCentroid(
  train: Part,
  test: Part,
  classes: readonly string[] | undefined,
): Promise<Metrics | undefined> {
  const { target } = train;
  if (target instanceof Float64Array || !classes) return undefined;
  const { fitCentroids } = await import('./nearest-centroid');
  const { features } = train;
  const limit = Math.min(mostRows, Math.max(1000, Math.floor(mostValues / features.columns.length)));
  const rows = sampleRows(features.numRows, limit, 1);
  const fitted = fitCentroids(takeTableRows(features, rows), {
    labels: Array.from(rows, (row) => target[row] ?? ''),
    classes,
    text: train.text,
  });
  return measure(test.target, await fitted.predict(test.features), classes);
}
