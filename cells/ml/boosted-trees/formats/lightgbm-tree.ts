import { nodeFlags, type Tree } from '../ensemble';
import { assembleTree, type SourceNode } from './assemble-tree';
import { readInteger, readNumbers } from './lightgbm-sections';

/** Bits of `decision_type`: the two above them say what counts as missing. */
const isCategoryBit = 1;
const defaultLeftBit = 2;
const missingTypes = ['none', 'zero', 'nan'] as const;

export interface LightgbmTreePlace {
  readonly t: number;
  /** Leaf values are multiplied by it. */
  readonly scale: number;
  /** By feature: how many places its categories have; 0 for a number. */
  readonly places: readonly number[];
}

/** One `Tree=` section. Inner nodes and leaves are numbered apart; a leaf's name among children is its complement (−1 − leaf). */
export function readLightgbmTree(
  section: ReadonlyMap<string, string>,
  { t, scale, places }: LightgbmTreePlace,
): Tree {
  try {
    if (readInteger(section, 'is_linear', 0) !== 0)
      throw new Error('its leaves are linear models (linear_tree), which cannot be read');
    const leaves = readInteger(section, 'num_leaves');
    if (leaves < 1) throw new Error(`it has ${leaves} leaves`);
    return assembleTree(leaves === 1 ? -1 : 0, createReader(section, { leaves, scale, places }));
  } catch (cause) {
    throw new Error(
      `Tree ${t} of the model cannot be read: ${cause instanceof Error ? cause.message : cause}.`,
      { cause },
    );
  }
}

function createReader(
  section: ReadonlyMap<string, string>,
  { leaves, scale, places }: { leaves: number; scale: number; places: readonly number[] },
): (node: number) => SourceNode {
  const splits = leaves - 1;
  const inner = (key: string) => readNumbers(section, key, splits);
  // A tree of one leaf does not write its counts in every version.
  const ofLeaves = (key: string) =>
    section.has(key) && section.get(key) !== ''
      ? readNumbers(section, key, leaves)
      : new Float64Array(leaves);
  const values = readNumbers(section, 'leaf_value', leaves);
  const [leafWeight, leafCount] = [ofLeaves('leaf_weight'), ofLeaves('leaf_count')];
  const [feature, gain, threshold] = [inner('split_feature'), inner('split_gain'), inner('threshold')];
  const [decision, left, right] = [inner('decision_type'), inner('left_child'), inner('right_child')];
  const [weight, count] = [inner('internal_weight'), inner('internal_count')];
  const categories = readSets(section);

  return (node) => {
    if (node < 0) {
      const leaf = -1 - node;
      const value = values[leaf];
      if (value === undefined) throw new Error(`a node leads to leaf ${leaf}, and there are ${leaves}`);
      return {
        kind: 'leaf',
        value: value * scale,
        cover: leafWeight[leaf] ?? 0,
        count: leafCount[leaf] ?? 0,
      };
    }
    const type = decision[node];
    if (type === undefined) throw new Error(`a node leads to node ${node}, and there are ${splits}`);
    const missing = missingTypes[(type >> 2) & 3];
    if (!missing) throw new Error(`node ${node} has the unknown decision type ${type}`);
    const at = threshold[node] ?? 0;
    const split = {
      kind: 'split' as const,
      feature: feature[node] ?? -1,
      left: left[node] ?? 0,
      right: right[node] ?? 0,
      gain: gain[node] ?? 0,
      cover: weight[node] ?? 0,
      count: count[node] ?? 0,
    };
    if ((type & isCategoryBit) !== 0) {
      const set = categories[at];
      if (!set) throw new Error(`node ${node} names a set of categories that is not there`);
      // Missing and unknown categories go right.
      return { ...split, threshold: 0, flags: 0, set: keepPlaces(set, places[split.feature] ?? 0) };
    }
    return { ...split, threshold: at, flags: missingFlags(missing, (type & defaultLeftBit) !== 0, at) };
  };
}

/** Where nothing counts as missing, NaN is read as 0 and goes the way of 0. */
function missingFlags(
  missing: (typeof missingTypes)[number],
  defaultLeft: boolean,
  threshold: number,
): number {
  if (missing === 'none') return threshold >= 0 ? nodeFlags.missingLeft : 0;
  const left = defaultLeft ? nodeFlags.missingLeft : 0;
  return missing === 'zero' ? left | nodeFlags.zeroIsMissing : left;
}

function readSets(section: ReadonlyMap<string, string>): number[][] {
  const count = readInteger(section, 'num_cat', 0);
  if (count <= 0) return [];
  const bounds = readNumbers(section, 'cat_boundaries', count + 1);
  const words = readNumbers(section, 'cat_threshold', bounds[count] ?? 0);
  return Array.from({ length: count }, (_, i) => Array.from(words.subarray(bounds[i], bounds[i + 1])));
}

/** Sets end with the last place that a row can have. */
function keepPlaces(set: readonly number[], places: number): number[] {
  return set.slice(0, Math.ceil(places / 32));
}
