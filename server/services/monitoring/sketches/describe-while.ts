import { type ColumnSketch, listFrequent } from '@/cells/statistics';
import { evidenceOf, type WhileSketch } from './hour-sketches';

export type DescribedWhile = ReturnType<typeof describeWhile>;

/** What a while's sketches tell, without them. `size`: how many values at most stand for a column of numbers. */
export function describeWhile(one: WhileSketch, size: number) {
  const { rows, answered, columns } = one;
  const evidence = evidenceOf(one);
  return {
    ...{ rows, answered, evidence },
    columns: Object.fromEntries(
      [...columns].map(([name, sketch]) => [
        name,
        describeColumn(sketch, answered, Math.min(size, Math.ceil((sketch.count * evidence) / answered))),
      ]),
    ),
  };
}

function describeColumn(sketch: ColumnSketch, answered: number, size: number) {
  const { count } = sketch;
  const about = { count, missing: answered - count, distinct: Math.min(count, sketch.distinct.estimate()) };
  if (sketch.kind === 'text') {
    const listed = listFrequent(sketch).slice(0, 200);
    const other = count - listed.reduce((sum, [, n]) => sum + n, 0);
    return { kind: sketch.kind, ...about, frequencies: listed, other };
  }
  const { quantiles, sum } = sketch;
  const found = count > 0 && { mean: sum / count, minimum: quantiles.minimum, maximum: quantiles.maximum };
  return { kind: sketch.kind, ...about, ...found, sample: [...quantiles.sample(size)] };
}
