import { createRandom } from '../random';
import {
  type Ensemble,
  type FeatureMatrix,
  nodeFlags,
  type Objective,
  outputsOf,
  type Tree,
  type TreeFeature,
} from './ensemble';

export interface MadeOptions {
  readonly seed: number;
  readonly trees: number;
  readonly leaves: number;
  readonly objective?: Objective;
  readonly features?: readonly TreeFeature[];
  readonly zeroIsMissing?: boolean;
}

export const mixedFeatures: readonly TreeFeature[] = [
  { name: 'age', kind: 'number' },
  { name: 'town', kind: 'category', categories: Array.from({ length: 70 }, (_, i) => `town ${i}`) },
  { name: 'height', kind: 'number' },
  { name: 'colour', kind: 'category', categories: ['red', 'green', 'blue'] },
];

/** Random trees with every kind of node, of any shape. */
export function makeEnsemble({
  seed,
  trees,
  leaves,
  objective = { name: 'squared' },
  features = mixedFeatures,
  zeroIsMissing = false,
}: MadeOptions): Ensemble {
  const random = createRandom(seed);
  const outputs = outputsOf({ objective });
  return {
    objective,
    features,
    base: Float64Array.from({ length: outputs }, () => random() - 0.5),
    trees: Array.from({ length: trees }, () => makeTree(features, { leaves, random, zeroIsMissing })),
    output: Int32Array.from({ length: trees }, (_, t) => t % outputs),
    origin: 'cellar',
  };
}

function makeTree(
  features: readonly TreeFeature[],
  { leaves, random, zeroIsMissing }: { leaves: number; random: () => number; zeroIsMissing: boolean },
): Tree {
  const size = 2 * leaves - 1;
  const sets: number[] = [];
  const open = [0];
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
    cover: Float64Array.from({ length: size }, () => 1 + Math.floor(100 * random())),
    count: Float64Array.from({ length: size }, () => 1 + Math.floor(100 * random())),
  };
  for (let next = 1; next < size; next += 2) {
    const [node = 0] = open.splice(Math.floor(random() * open.length), 1);
    const index = Math.floor(random() * features.length);
    const feature = features[index];
    tree.feature[node] = index;
    tree.left[node] = next;
    tree.right[node] = next + 1;
    tree.gain[node] = random();
    tree.flags[node] = random() < 0.5 ? nodeFlags.missingLeft : 0;
    if (feature?.kind === 'category') {
      tree.flags[node] = (tree.flags[node] ?? 0) | nodeFlags.category;
      const words = 1 + Math.floor((random() * feature.categories.length) / 32);
      tree.setStart[node] = sets.length;
      tree.setLength[node] = words;
      for (let word = 0; word < words; word++) sets.push(Math.floor(random() * 2 ** 32));
    } else {
      tree.threshold[node] = Math.round(random() * 20 - 10) / 2;
      if (zeroIsMissing) tree.flags[node] = (tree.flags[node] ?? 0) | nodeFlags.zeroIsMissing;
    }
    open.push(next, next + 1);
  }
  for (const leaf of open) tree.value[leaf] = Math.fround(random() - 0.5);
  return { ...tree, sets: Uint32Array.from(sets) };
}

/** Rows that hold every place, values on thresholds, zeros and missing ones. */
export function makeMatrix(features: readonly TreeFeature[], numRows: number, seed: number): FeatureMatrix {
  const random = createRandom(seed);
  const columns = features.map((feature) =>
    Float64Array.from({ length: numRows }, () => {
      if (random() < 0.15) return Number.NaN;
      if (feature.kind === 'category') return Math.floor(random() * feature.categories.length);
      return Math.round(random() * 24 - 12) / 2;
    }),
  );
  return { numRows, columns };
}

/** The definition of `Tree`, word by word and slowly: what fast prediction is held against. */
export function walkSlowly(
  ensemble: Ensemble,
  { numRows, columns }: FeatureMatrix,
  rounds = Number.POSITIVE_INFINITY,
): Float64Array {
  const outputs = outputsOf(ensemble);
  const margins = new Float64Array(numRows * outputs);
  for (let row = 0; row < numRows; row++) {
    margins.set(ensemble.base, row * outputs);
    const passed = new Array<number>(outputs).fill(0);
    ensemble.trees.forEach((tree, t) => {
      const output = ensemble.output[t] ?? 0;
      passed[output] = (passed[output] ?? 0) + 1;
      if ((passed[output] ?? 0) > rounds) return;
      let node = 0;
      while ((tree.feature[node] ?? -1) >= 0)
        node =
          (goesLeft(tree, node, columns[tree.feature[node] ?? 0]?.[row] ?? Number.NaN)
            ? tree.left[node]
            : tree.right[node]) ?? 0;
      const at = row * outputs + output;
      margins[at] = (margins[at] ?? 0) + (tree.value[node] ?? 0);
    });
  }
  return margins;
}

function goesLeft(tree: Tree, node: number, value: number): boolean {
  const flags = tree.flags[node] ?? 0;
  const missingLeft = (flags & nodeFlags.missingLeft) !== 0;
  if (Number.isNaN(value)) return missingLeft;
  if (flags & nodeFlags.category) {
    const word = Math.floor(value / 32);
    if (word >= (tree.setLength[node] ?? 0)) return false;
    return (((tree.sets[(tree.setStart[node] ?? 0) + word] ?? 0) >>> (value % 32)) & 1) === 1;
  }
  if (flags & nodeFlags.zeroIsMissing && Math.abs(value) <= 1e-35) return missingLeft;
  return value <= (tree.threshold[node] ?? 0);
}
