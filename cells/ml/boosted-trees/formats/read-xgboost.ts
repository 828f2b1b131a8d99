import { checkEnsemble } from '../check-ensemble';
import { type Ensemble, nodeFlags, type Objective, outputsOf, type Tree } from '../ensemble';
import { toDoubleThreshold } from '../single-precision';
import { planFeatures } from '../tree-plan';
import { assembleTree, type SourceNode } from './assemble-tree';
import {
  type Booster,
  type BoosterFeature,
  type BoosterOptions,
  nameCategories,
  refuseNames,
  toPlan,
} from './booster';
import { decodeCategories } from './xgboost-categories';
import { readList, readObjective, toMargin } from './xgboost-objective';
import { type XgboostModel, type XgboostTree, xgboostModel } from './xgboost-schema';

/** XGBoost allows 16 million; a set of so many would take 2 MB in each node. */
const mostCodes = 65_536;

/**
 * A booster of XGBoost 1.6 to 3.x from its JSON or UBJSON, parsed.
 * Format: xgboost.readthedocs.io, “Introduction to Model IO” and its JSON schema.
 * @throws Error in words for what is damaged, and for what we could not predict as XGBoost does
 */
export function readXgboost(value: unknown, options: BoosterOptions = {}): Booster {
  const { rounds = 'best' } = options;
  const { learner, version } = parse(value);
  const { num_class, num_target, num_feature, base_score } = learner.learner_model_param;
  const objective = readObjective(learner.objective, num_class);
  const outputs = outputsOf({ objective });
  if (num_target > 1 && objective.name !== 'quantile')
    throw new Error(`The model predicts ${num_target} targets at once; models here predict one.`);
  const booster = learner.gradient_booster;
  const model = booster.name === 'dart' ? booster.gbtree.model : booster.model;
  if (
    model.trees.length !== model.gbtree_model_param.num_trees ||
    model.tree_info.length !== model.trees.length
  )
    throw new Error(
      `The model has ${model.trees.length} trees, and says it has ${model.gbtree_model_param.num_trees}: it is cut off or damaged.`,
    );
  if (booster.name === 'dart' && booster.weight_drop.length !== model.trees.length)
    throw new Error('The model has not one weight for each of its trees: it is damaged.');

  const features = readFeatures(learner, model, { count: num_feature, options });
  const plan = toPlan(features);
  const used = readRounds(learner, model, { outputs, rounds });
  const places = planFeatures(plan).map((feature) =>
    feature.kind === 'category' ? feature.categories.length : 0,
  );
  const trees = model.trees.slice(0, used.trees).map((tree, t) => {
    const weight = booster.name === 'dart' ? Math.fround(booster.weight_drop[t] ?? 1) : 1;
    return readTree(tree, { t, weight, places });
  });
  const ensemble: Ensemble = {
    objective,
    features: planFeatures(plan),
    base: readBase(objective, base_score),
    trees,
    output: Int32Array.from(model.tree_info.slice(0, used.trees)),
    origin: 'xgboost',
  };
  checkEnsemble(ensemble);
  return { ensemble, plan, madeBy: ['XGBoost', version.join('.')].join(' ').trim(), notes: used.notes };
}

function parse(value: unknown): XgboostModel {
  const gradientBooster = (value as { learner?: { gradient_booster?: { name?: unknown } } } | null)?.learner
    ?.gradient_booster?.name; // read with care of any value, before its form is known
  if (typeof gradientBooster === 'string' && !['gbtree', 'dart'].includes(gradientBooster))
    throw new Error(`XGBoost's booster ${gradientBooster} has no trees; gbtree and dart can be read.`);
  const parsed = xgboostModel.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `This is not a model of XGBoost as it saves one: ${issue?.message ?? 'unknown form'} at ${issue?.path.join('.') || 'its top'}.`,
  );
}

type Learner = XgboostModel['learner'];
type TreeModel = Extract<Learner['gradient_booster'], { name: 'gbtree' }>['model'];

function readFeatures(
  learner: Learner,
  { cats, trees }: TreeModel,
  { count, options }: { count: number; options: BoosterOptions },
): BoosterFeature[] {
  const { feature_names, feature_types } = learner;
  if (count > 100_000) throw new Error(`The model has ${count} features; 100 000 can be read.`);
  if (feature_names.length > 0 && feature_names.length !== count)
    throw new Error(`The model has ${count} features and ${feature_names.length} names.`);
  const names = Array.from({ length: count }, (_, i) => feature_names[i] ?? `f${i}`);
  refuseNames(names, options);
  const highest = highestCodes(trees);
  return names.map((name, i): BoosterFeature => {
    const encoding = cats?.enc[i];
    if (encoding && encoding.values.length > 0)
      return { name, kind: 'category', categories: decodeCategories(name, encoding, options) };
    const isCategory = feature_types[i] === 'c' || highest.has(i);
    const count = (highest.get(i) ?? -1) + 1;
    return nameCategories(isCategory ? { name, kind: 'codes', count } : { name, kind: 'number' }, options);
  });
}

/** By feature that is split by category: the highest code that a split names. */
function highestCodes(trees: readonly XgboostTree[]): Map<number, number> {
  const highest = new Map<number, number>();
  for (const tree of trees)
    tree.categories_nodes.forEach((node, k) => {
      const feature = tree.split_indices[node] ?? -1;
      for (const code of codesOf(tree, k)) highest.set(feature, Math.max(highest.get(feature) ?? 0, code));
    });
  for (const code of highest.values())
    if (code >= mostCodes)
      throw new Error(
        `A category of the model has the code ${code}; 65 535 is the highest that can be read.`,
      );
  return highest;
}

function codesOf(tree: XgboostTree, k: number): number[] {
  const start = tree.categories_segments[k] ?? 0;
  const codes = tree.categories.slice(start, start + (tree.categories_sizes[k] ?? 0));
  if (codes.some((code) => code < 0)) throw new Error('A category of the model has a code below 0.');
  return codes;
}

function readRounds(
  { attributes }: Learner,
  { trees, iteration_indptr, gbtree_model_param }: TreeModel,
  { outputs, rounds }: { outputs: number; rounds: 'best' | 'all' },
): { trees: number; notes: string[] } {
  const best = Number(attributes.best_iteration ?? Number.NaN);
  const perRound = Math.max(1, gbtree_model_param.num_parallel_tree) * outputs;
  const ends = iteration_indptr?.slice(1);
  const all = ends?.length ?? Math.ceil(trees.length / perRound);
  if (rounds === 'all' || !Number.isInteger(best) || best < 0 || best + 1 >= all)
    return { trees: trees.length, notes: [] };
  return {
    trees: ends?.[best] ?? (best + 1) * perRound,
    notes: [
      `Of ${all} rounds the first ${best + 1} are used: XGBoost's best iteration by its own evaluation.`,
    ],
  };
}

function readBase(objective: Objective, score: string | number): Float64Array {
  const outputs = outputsOf({ objective });
  const scores = readList(String(score));
  if (scores.length !== 1 && scores.length !== outputs)
    throw new Error(`The model has ${scores.length} base scores for ${outputs} outputs.`);
  return Float64Array.from({ length: outputs }, (_, k) => toMargin(objective, scores[k] ?? scores[0] ?? 0));
}

interface TreePlace {
  readonly t: number;
  readonly weight: number;
  /** By feature: how many places its categories have. */
  readonly places: readonly number[];
}

function readTree(tree: XgboostTree, { t, weight, places }: TreePlace): Tree {
  if ((tree.tree_param.size_leaf_vector ?? 0) > 1)
    throw new Error(
      'The leaves of the model hold a value for each target (multi_output_tree), which cannot be read.',
    );
  const sets = new Map(tree.categories_nodes.map((node, k) => [node, k]));
  const leftOf = (node: number, feature: number): number[] => {
    const k = sets.get(node);
    if (k === undefined) throw new Error(`node ${node} names no categories`);
    return complement(codesOf(tree, k), places[feature] ?? 0);
  };
  try {
    return assembleTree(0, (node): SourceNode => {
      const at = (values: readonly number[], what: string): number => {
        const value = values[node];
        if (value === undefined) throw new Error(`node ${node} has no ${what}`);
        return value;
      };
      const cover = at(tree.sum_hessian, 'sum_hessian');
      const condition = at(tree.split_conditions, 'split_conditions');
      const left = at(tree.left_children, 'left_children');
      if (left === -1)
        return { kind: 'leaf', value: Math.fround(Math.fround(condition) * weight), cover, count: cover };
      const feature = at(tree.split_indices, 'split_indices');
      const isCategory = (tree.split_type[node] ?? 0) === 1;
      return {
        kind: 'split',
        feature,
        threshold: isCategory ? 0 : toDoubleThreshold(Math.fround(condition)),
        set: isCategory ? leftOf(node, feature) : undefined,
        flags: at(tree.default_left, 'default_left') ? nodeFlags.missingLeft : 0,
        left,
        right: at(tree.right_children, 'right_children'),
        gain: at(tree.loss_changes, 'loss_changes'),
        cover,
        count: cover,
      };
    });
  } catch (cause) {
    throw new Error(`Tree ${t} of the model is damaged: ${cause instanceof Error ? cause.message : cause}.`, {
      cause,
    });
  }
}

/** XGBoost sends the categories of a set right, ours send them left: the set of all other places. */
function complement(codes: readonly number[], places: number): number[] {
  const words = new Uint32Array(Math.ceil(places / 32)).fill(0xffff_ffff);
  const rest = places % 32;
  if (rest > 0) words[words.length - 1] = 2 ** rest - 1;
  for (const code of codes)
    if (code < places) words[code >>> 5] = (words[code >>> 5] ?? 0) & ~(1 << (code & 31));
  return Array.from(words);
}
