import { type Ensemble, nodeFlags, outputsOf, type Tree } from '../ensemble';
import { toDoubleThreshold, toFloatThreshold } from '../single-precision';
import type { TreePlan } from '../tree-plan';
import { assembleTree, type SourceNode } from './assemble-tree';
import { encodeCategories, writeCats } from './xgboost-categories';
import { writeFloat, writeXgboostJson } from './xgboost-json';
import { fromMargin, toMargin, writeObjective } from './xgboost-objective';

/** The form of XGBoost that is written: its JSON of version 3. */
const version = [3, 2, 0];
const rootParent = 2147483647;

export interface XgboostParts {
  readonly ensemble: Ensemble;
  readonly plan: TreePlan;
  /** A classification's margin of two classes is written as `binary:logistic`, else as `reg:logistic`. */
  readonly isClassifier: boolean;
}

/**
 * An ensemble as a JSON model of XGBoost, which decides every row as ours: its predictions differ by its summing in single precision only.
 * Columns have the names of the tree features (a date's are `day`, `day month` …), so a data frame needs the same.
 * @throws Error that names the column whose split XGBoost could not hold
 */
export function writeXgboost({ ensemble, plan, isClassifier }: XgboostParts): Uint8Array {
  const { objective, features } = ensemble;
  const written = writeObjective(objective, isClassifier);
  if (!written)
    throw new Error(
      'XGBoost has no objective that learns each class against all others: this model cannot be written for it.',
    );
  const text = plan.columns.find(({ kind }) => kind === 'text');
  if (text)
    throw new Error(
      `XGBoost cannot read texts, and these trees read “${text.column}”. Serve the package, or leave the column out.`,
    );
  const outputs = outputsOf(ensemble);
  const codes = new Set(plan.columns.flatMap((step) => (step.kind === 'codes' ? [step.column] : [])));
  const numeric = new Set(
    plan.columns.flatMap((step) => (step.kind === 'category' && step.numbers ? [step.column] : [])),
  );
  for (const { name } of features) refuseName(name);

  const order = byRound(ensemble, outputs);
  const base = Array.from(ensemble.base, (margin) => fromMargin(objective, margin));
  // What single precision takes off the base is given to each output's first tree.
  const lost = Array.from(ensemble.base, (margin, k) => margin - toMargin(objective, base[k] ?? 0));
  const trees = order.trees.map(({ tree, output }, id) => {
    const first = order.trees.findIndex((other) => other.output === output) === id;
    return writeTree(inLevels(tree), { id, ensemble, codes, added: first ? (lost[output] ?? 0) : 0 });
  });
  const encodings = features.map((feature) =>
    feature.kind === 'category' && !codes.has(feature.name)
      ? encodeCategories(feature.name, feature.categories, numeric.has(feature.name))
      : undefined,
  );
  const model = {
    learner: {
      attributes: {},
      feature_names: features.map(({ name }) => name),
      feature_types: features.map(({ kind }) => (kind === 'category' ? 'c' : 'float')),
      gradient_booster: {
        model: {
          cats: writeCats(encodings),
          gbtree_model_param: { num_parallel_tree: '1', num_trees: String(trees.length) },
          iteration_indptr: order.ends,
          tree_info: order.trees.map(({ output }) => output),
          trees,
        },
        name: 'gbtree',
      },
      learner_model_param: {
        base_score: `[${base.map(writeFloat).join(',')}]`,
        boost_from_average: '1',
        num_class: objective.name === 'softmax' ? String(objective.classes) : '0',
        num_feature: String(features.length),
        num_target: objective.name === 'quantile' ? String(outputs) : '1',
      },
      objective: written,
    },
    version,
  };
  return new TextEncoder().encode(writeXgboostJson(model));
}

/** XGBoost's data frames refuse these letters in names. */
function refuseName(name: string): void {
  if (/[[\]<]/.test(name))
    throw new Error(
      `XGBoost takes no column whose name has [, ] or < in it: rename “${name}” and train again.`,
    );
}

/** Trees by round, then output, as XGBoost keeps them, and the place after each round. */
function byRound({ trees, output }: Ensemble, outputs: number) {
  const rounds: { tree: Tree; output: number }[][] = [];
  const passed = new Array<number>(outputs).fill(0);
  trees.forEach((tree, t) => {
    const k = output[t] ?? 0;
    const round = passed[k] ?? 0;
    passed[k] = round + 1;
    rounds[round] = [...(rounds[round] ?? []), { tree, output: k }];
  });
  const ends = [0];
  for (const round of rounds) {
    round.sort((a, b) => a.output - b.output);
    ends.push((ends.at(-1) ?? 0) + round.length);
  }
  return { trees: rounds.flat(), ends };
}

/** Level by level: XGBoost finds a right child beside its left sibling, whatever number it is given. */
function inLevels(tree: Tree): Tree {
  return assembleTree(0, (node): SourceNode => {
    const [cover, count] = [tree.cover[node] ?? 0, tree.count[node] ?? 0];
    const feature = tree.feature[node] ?? -1;
    if (feature < 0) return { kind: 'leaf', value: tree.value[node] ?? 0, cover, count };
    const flags = tree.flags[node] ?? 0;
    const start = tree.setStart[node] ?? 0;
    const set = Array.from(tree.sets.subarray(start, start + (tree.setLength[node] ?? 0)));
    return {
      kind: 'split',
      ...{ feature, flags, cover, count },
      threshold: tree.threshold[node] ?? 0,
      set: flags & nodeFlags.category ? set : undefined,
      left: tree.left[node] ?? 0,
      right: tree.right[node] ?? 0,
      gain: tree.gain[node] ?? 0,
    };
  });
}

interface TreeWriting {
  readonly id: number;
  readonly ensemble: Ensemble;
  readonly codes: ReadonlySet<string>;
  /** To each leaf. */
  readonly added: number;
}

function writeTree(tree: Tree, { id, ensemble, codes, added }: TreeWriting) {
  const size = tree.feature.length;
  const parents = new Array<number>(size).fill(rootParent);
  const nodes = Array.from({ length: size }, (_, node) => node);
  const isInner = (node: number) => (tree.feature[node] ?? -1) >= 0;
  const isCategory = (node: number) => ((tree.flags[node] ?? 0) & nodeFlags.category) !== 0;
  const leafValue = (node: number) => (isInner(node) ? 0 : (tree.value[node] ?? 0) + added);
  const categories: number[] = [];
  const sets: { node: number; start: number; size: number }[] = [];
  for (const node of nodes) {
    if (!isInner(node)) continue;
    parents[tree.left[node] ?? 0] = node;
    parents[tree.right[node] ?? 0] = node;
    const feature = ensemble.features[tree.feature[node] ?? 0];
    if (feature?.kind !== 'category' || !isCategory(node)) continue;
    const right = rightPlaces(tree, node, feature.categories.length);
    // A code beyond the listed ones goes left there.
    if (codes.has(feature.name) && right.at(-1) === feature.categories.length - 1)
      throw new Error(
        `XGBoost cannot hold a split of “${feature.name}”: codes that the model does not know go right in it, and left in XGBoost.`,
      );
    sets.push({ node, start: categories.length, size: right.length });
    for (const place of right) categories.push(place);
  }
  return {
    base_weights: Float32Array.from(nodes, leafValue),
    categories,
    categories_nodes: sets.map(({ node }) => node),
    categories_segments: sets.map(({ start }) => start),
    categories_sizes: sets.map(({ size }) => size),
    default_left: nodes.map((node) =>
      (tree.flags[node] ?? 0) & nodeFlags.missingLeft && isInner(node) ? 1 : 0,
    ),
    id,
    left_children: nodes.map((node) => (isInner(node) ? tree.left[node] : -1)),
    loss_changes: Float32Array.from(tree.gain),
    parents,
    right_children: nodes.map((node) => (isInner(node) ? tree.right[node] : -1)),
    split_conditions: Float32Array.from(nodes, (node) => {
      if (!isInner(node)) return leafValue(node);
      return isCategory(node) ? 0 : writeThreshold(tree, node, ensemble);
    }),
    split_indices: nodes.map((node) => Math.max(0, tree.feature[node] ?? 0)),
    split_type: nodes.map((node) => (isInner(node) && isCategory(node) ? 1 : 0)),
    sum_hessian: Float32Array.from(tree.cover),
    tree_param: {
      num_deleted: '0',
      num_feature: String(ensemble.features.length),
      num_nodes: String(size),
      size_leaf_vector: '1',
    },
  };
}

function writeThreshold(tree: Tree, node: number, { features }: Ensemble): number {
  const name = features[tree.feature[node] ?? 0]?.name ?? '';
  const threshold = tree.threshold[node] ?? 0;
  if ((tree.flags[node] ?? 0) & nodeFlags.zeroIsMissing)
    throw new Error(`XGBoost cannot hold a split of “${name}”, where zero counts as missing.`);
  const limit = toFloatThreshold(threshold);
  if (!Number.isFinite(limit) || toDoubleThreshold(limit) !== threshold)
    throw new Error(
      `XGBoost cannot hold the threshold ${threshold} of “${name}”: it compares in single precision, and would decide some numbers otherwise.`,
    );
  return limit;
}

/** Places that XGBoost's set names: all that do not go left here. */
function rightPlaces(tree: Tree, node: number, places: number): number[] {
  const start = tree.setStart[node] ?? 0;
  const length = tree.setLength[node] ?? 0;
  const right: number[] = [];
  for (let place = 0; place < places; place++) {
    const word = place >>> 5;
    const bits = word < length ? (tree.sets[start + word] ?? 0) : 0;
    if (((bits >>> (place & 31)) & 1) === 0) right.push(place);
  }
  return right;
}
