import type { Column } from '../../model';
import { type Ensemble, nodeFlags } from '../ensemble';
import type { TreePlan } from '../tree-plan';

const mostNumbers = 60;
/** The most frequent ones. */
const mostCategories = 100;
const dayMs = 86_400_000;

export interface Places {
  /** The input's column with the values that it is given. */
  readonly places: Column;
  readonly at: Float64Array | readonly string[];
}

/**
 * Where an input's partial dependence is looked at. Categories: all of them. Numbers with rows: their distinct values, or their even
 * quantiles where these are many. Without rows: one place between each two thresholds of the trees, and one beyond the first and the last,
 * where many, evenly many of them: trees are constant in between. None for an input that no tree reads.
 * @param first the input's first tree feature: the number itself, or a date's days
 * @throws Error in words where the trees know no range of the input
 */
export function chooseDependencePlaces(
  step: TreePlan['columns'][number],
  { ensemble, first, column }: { ensemble: Ensemble; first: number; column?: Column },
): Places {
  const name = step.column;
  switch (step.kind) {
    case 'category': {
      const at = step.categories.slice(0, mostCategories);
      return { places: { name, type: 'string', values: at }, at };
    }
    case 'codes':
      return numbers(
        name,
        Float64Array.from({ length: Math.min(step.count, mostCategories) }, (_, i) => i),
      );
    case 'text': // is refused before: a text has no values to go through
      return { places: { name, type: 'string', values: [] }, at: [] };
    case 'number':
      return numbers(name, column ? valuesOf(column) : betweenThresholds(ensemble, first), column);
    case 'date': {
      const at = column
        ? valuesOf(column)
        : spread(betweenThresholds(ensemble, first)).map((day) => Math.round(day) * dayMs);
      if (
        at.length === 0 &&
        ensemble.trees.some(({ feature }) => feature.some((f) => f > first && f <= first + step.parts.length))
      )
        throw new Error(
          `The trees know no range of “${name}”: give rows of the data, as model.dependence("${name}", rows).`,
        );
      return { places: { name, type: 'date', values: at }, at };
    }
  }
}

function numbers(name: string, at: Float64Array, column?: Column): Places {
  return { places: { name, type: column?.type === 'boolean' ? 'boolean' : 'number', values: at }, at };
}

function valuesOf(column: Column): Float64Array {
  if (column.type === 'string') return new Float64Array(0); // the reader of the rows has refused it before
  return thin(new Float64Array(new Set(column.values.filter(Number.isFinite))).sort(), column.values);
}

/** Distinct values as they are, or the quantiles of all where these are many. */
function thin(distinct: Float64Array, all: Float64Array): Float64Array {
  if (distinct.length <= mostNumbers) return distinct;
  const sorted = all.filter(Number.isFinite).sort();
  return new Float64Array(new Set(pickEvenly(sorted)));
}

function pickEvenly(sorted: Float64Array): Float64Array {
  if (sorted.length <= mostNumbers) return sorted;
  return Float64Array.from(
    { length: mostNumbers },
    (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (mostNumbers - 1))] ?? 0,
  );
}

function betweenThresholds({ trees }: Ensemble, feature: number): Float64Array {
  const found = new Set<number>();
  for (const tree of trees)
    for (let node = 0; node < tree.feature.length; node++)
      if (tree.feature[node] === feature && ((tree.flags[node] ?? 0) & nodeFlags.category) === 0)
        found.add(tree.threshold[node] ?? 0);
  const thresholds = Float64Array.from(found).sort();
  if (thresholds.length === 0) return thresholds;
  const [low = 0] = thresholds;
  const high = thresholds.at(-1) ?? low;
  const gap = thresholds.length > 1 ? (high - low) / (thresholds.length - 1) : 1;
  const between = thresholds.subarray(1).map((threshold, i) => (threshold + (thresholds[i] ?? 0)) / 2);
  return pickEvenly(Float64Array.of(low - gap / 2, ...between, high + gap / 2));
}

/** Evenly from the first to the last: days that stand close together would only show their hours and weekdays. */
function spread(places: Float64Array): Float64Array {
  const [low = 0] = places;
  const high = places.at(-1) ?? low;
  return places.map((_, i) => low + ((high - low) * i) / Math.max(places.length - 1, 1));
}
