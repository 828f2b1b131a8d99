import fc from 'fast-check';
import { type Ensemble, type FeatureMatrix, nodeFlags, type Tree, type TreeFeature } from '../ensemble';

export const letters = ['a', 'b', 'c', 'd', 'e'];

/** Numbers and categories in turns. */
export const madeFeatures = (count: number): TreeFeature[] =>
  Array.from({ length: count }, (_, i) =>
    i % 3 === 2
      ? { name: `x${i}`, kind: 'category', categories: letters }
      : { name: `x${i}`, kind: 'number' },
  );

/** Even numbers in [0, 1) from a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A tree of random shape, splits and covers; the same features come again on its paths. */
export function makeTree(features: readonly TreeFeature[], leaves: number, random: () => number): Tree {
  const size = 2 * leaves - 1;
  const tree = {
    feature: new Int32Array(size).fill(-1),
    threshold: new Float64Array(size),
    left: new Int32Array(size),
    right: new Int32Array(size),
    flags: new Uint8Array(size),
    setStart: new Int32Array(size),
    setLength: new Int32Array(size),
    value: new Float64Array(size),
    gain: new Float64Array(size),
    cover: new Float64Array(size),
    count: new Float64Array(size),
  };
  const sets: number[] = [];
  tree.cover[0] = 1000;
  const open = [0];
  for (let made = 1; made < size; made += 2) {
    const node = open.splice(Math.floor(random() * open.length), 1)[0] ?? 0;
    const feature = Math.floor(random() * features.length);
    tree.feature[node] = feature;
    tree.gain[node] = random();
    tree.flags[node] =
      (random() < 0.5 ? nodeFlags.missingLeft : 0) | (random() < 0.2 ? nodeFlags.zeroIsMissing : 0);
    if (features[feature]?.kind === 'category') {
      tree.flags[node] = (random() < 0.5 ? nodeFlags.missingLeft : 0) | nodeFlags.category;
      tree.setStart[node] = sets.length;
      tree.setLength[node] = 1;
      sets.push(1 + Math.floor(random() * 30));
    } else tree.threshold[node] = Math.round(random() * 8 - 4) / 2;
    const share = random() < 0.05 ? 0 : 0.1 + 0.8 * random();
    [made, made + 1].forEach((child, side) => {
      tree[side === 0 ? 'left' : 'right'][node] = child;
      tree.cover[child] = (tree.cover[node] ?? 0) * (side === 0 ? share : 1 - share);
      open.push(child);
    });
  }
  for (const leaf of open) tree.value[leaf] = Math.fround(random() * 2 - 1);
  tree.count.set(tree.cover);
  return { ...tree, sets: Uint32Array.from(sets) };
}

export interface MadeShape {
  readonly features: number;
  readonly trees: number;
  readonly leaves: number;
  readonly outputs?: number;
}

export function makeEnsemble(
  { features: count, trees, leaves, outputs = 1 }: MadeShape,
  random: () => number,
): Ensemble {
  const features = madeFeatures(count);
  return {
    objective: outputs === 1 ? { name: 'squared' } : { name: 'softmax', classes: outputs },
    features,
    base: Float64Array.from({ length: outputs }, () => random() - 0.5),
    trees: Array.from({ length: trees }, () => makeTree(features, 1 + Math.floor(random() * leaves), random)),
    output: Int32Array.from({ length: trees }, (_, t) => t % outputs),
    origin: 'cellar',
  };
}

/** Rows with missing values, zeros and values that stand on thresholds. */
export function makeRows(
  features: readonly TreeFeature[],
  numRows: number,
  random: () => number,
): FeatureMatrix {
  return {
    numRows,
    columns: features.map(({ kind }) =>
      Float64Array.from({ length: numRows }, () => {
        if (random() < 0.15) return Number.NaN;
        return kind === 'category'
          ? Math.floor(random() * letters.length)
          : Math.round(random() * 12 - 6) / 2;
      }),
    ),
  };
}

/** An ensemble with rows for it, for properties. */
export const anyEnsemble = (largest: MadeShape, numRows: number) =>
  fc
    .record({
      seed: fc.integer(),
      features: fc.integer({ min: 1, max: largest.features }),
      trees: fc.integer({ min: 1, max: largest.trees }),
      leaves: fc.integer({ min: 1, max: largest.leaves }),
      outputs: fc.constantFrom(1, 3),
    })
    .map(({ seed, ...shape }) => {
      const random = createRandom(seed);
      const ensemble = makeEnsemble(shape, random);
      return { ensemble, rows: makeRows(ensemble.features, numRows, random) };
    });
