import { type Interval, percentileInterval, resampleWeights } from '@/cells/statistics';
import { createBreath } from '../breathe';
import { dealEvenly } from '../deal-evenly';
import { areasOf, rankScores } from '../judging/ranking';
import type { Column, Columns } from '../model';
import { createRandom, rangeOf, sampleRows } from '../random';
import { findColumn, takeRows } from '../read-table';
import { fitSmallTrees, type SmallTreesOptions } from './fit-small-trees';

export interface DomainOptions extends SmallTreesOptions {
  readonly folds?: number;
  /** Rows of each side that are looked at; of more, a sample. */
  readonly mostRows?: number;
}

export interface DomainClassification {
  /** Chance that of a present and a reference row the present one is told: 0.5 is alike, 1 is wholly apart; with its bootstrap interval of 95 %. */
  readonly rocAuc: Interval;
  /** The rows are told apart (0.55 or more, Evidently's bound), and chance does not explain it (the interval lies above 0.5). */
  readonly verdict: 'drift' | 'stable';
  /** By column: the share of the gain in telling rows apart, over the folds. Most first. */
  readonly importances: readonly { readonly feature: string; readonly gain: number }[];
  readonly rows: number;
  readonly referenceRows: number;
}

const farFrom = 0.55;

/**
 * Domain classifier: boosted trees learn to tell present rows from reference rows by all columns together, tested on folds they have not seen
 * (Lopez-Paz and Oquab 2017; Evidently and NannyML). It sees what no column alone shows, e.g. that two columns no longer go together.
 * @throws Error in words when the tables have no column in common, or too few rows
 */
export async function classifyDomain(
  reference: Columns,
  current: Columns,
  { folds = 5, mostRows = 10_000, seed = 1, signal, onProgress }: DomainOptions = {},
): Promise<DomainClassification> {
  const sides = [reference, current].map((table, i) => ({
    table,
    rows: sampleRows(table.numRows, mostRows, seed + i),
  }));
  if (sides.some(({ rows }) => rows.length < 2 * folds))
    throw new Error(
      `The tables have ${reference.numRows} and ${current.numRows} rows; to be told apart in ${folds} folds each needs ${2 * folds}.`,
    );
  const columns = reference.columns.flatMap((column): Column[] => {
    const other = findColumn(current, column.name);
    return other
      ? [
          joinColumns(
            sides.map(({ table, rows }) => takeRows(findColumn(table, column.name) ?? column, rows)),
          ),
        ]
      : [];
  });
  if (columns.length === 0)
    throw new Error('The tables have no column in common, so there is nothing to tell rows apart by.');
  const before = sides[0]?.rows.length ?? 0;
  const all = sides.reduce((sum, { rows }) => sum + rows.length, 0);
  const isPresent = Uint8Array.from({ length: all }, (_, row) => (row < before ? 0 : 1));
  const labels = Array.from(isPresent, (present) => classes[present] ?? '');
  const dealt = dealEvenly(all, folds, { random: createRandom(seed), labels });

  const scores = new Float64Array(all);
  const gains = new Map<string, number>();
  const breathe = createBreath();
  for (const [fold, test] of dealt.entries()) {
    const isTested = new Uint8Array(all);
    for (const row of test) isTested[row] = 1;
    const train = rangeOf(all).filter((row) => !isTested[row]);
    const fitted = await fitSmallTrees(
      {
        features: { numRows: train.length, columns: columns.map((column) => takeRows(column, train)) },
        target: Array.from(train, (row) => labels[row] ?? ''),
        task: 'binary',
        classes,
      },
      // The intervals are the rest.
      { seed, signal, onProgress: (part) => onProgress?.((0.9 * (fold + part)) / folds) },
    );
    const { probabilities } = await fitted.predict({
      numRows: test.length,
      columns: columns.map((column) => takeRows(column, test)),
    });
    test.forEach((row, i) => {
      scores[row] = probabilities?.values[2 * i + 1] ?? Number.NaN;
    });
    for (const { feature, gain = 0 } of fitted.importances ?? [])
      gains.set(feature, (gains.get(feature) ?? 0) + gain / folds);
    fitted.dispose();
    await breathe();
  }

  const rocAuc = await areaWithInterval(scores, isPresent, { seed, signal, breathe });
  return {
    rocAuc,
    verdict: rocAuc.value >= farFrom && rocAuc.low > 0.5 ? 'drift' : 'stable',
    importances: [...gains].map(([feature, gain]) => ({ feature, gain })).sort((a, b) => b.gain - a.gain),
    rows: all - before,
    referenceRows: before,
  };
}

const classes = ['reference', 'present'];

async function areaWithInterval(
  scores: Float64Array,
  isPresent: Uint8Array,
  { seed, signal, breathe }: { seed: number; signal?: AbortSignal; breathe: ReturnType<typeof createBreath> },
): Promise<Interval> {
  const ranking = rankScores(scores, isPresent);
  const weights = new Float64Array(scores.length).fill(1);
  const { rocAuc } = areasOf(ranking, weights);
  const resampled: number[] = [];
  for (const drawn of resampleWeights(weights, { resamples: 200, seed })) {
    resampled.push(areasOf(ranking, drawn).rocAuc);
    await breathe();
    signal?.throwIfAborted();
  }
  return percentileInterval(rocAuc, Float64Array.from(resampled), 0.95);
}

/** One after another, as text where one of them is text. */
function joinColumns(parts: readonly Column[]): Column {
  const name = parts[0]?.name ?? '';
  if (parts.every((part) => part.type !== 'string'))
    return {
      name,
      type: parts[0]?.type === 'boolean' || parts[0]?.type === 'date' ? parts[0].type : 'number',
      values: Float64Array.from(parts.flatMap((part) => [...(part.values as Float64Array)])), // none is text
    };
  return {
    ...{ name, type: 'string' },
    values: parts.flatMap((part) =>
      part.type === 'string'
        ? part.values
        : Array.from(part.values, (value) => (Number.isNaN(value) ? null : String(value))),
    ),
  };
}
