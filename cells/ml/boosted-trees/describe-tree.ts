import type { PersonalColumns } from '@/cells/personal';
import { datePartNames } from '../date-parts';
import type { MarginScale, Signature } from '../model';
import { nameOutputs, scaleOf } from './describe-outputs';
import { type Ensemble, nodeFlags, outputsOf, type Tree, type TreeFeature } from './ensemble';

/** A question, whose answer yes goes left, or a leaf. */
export type TreeNodeInWords =
  | {
      readonly question: string;
      /** Where rows go whose value is missing, or a category that training did not see. */
      readonly missing: 'yes' | 'no';
      /** Places in `nodes`. Absent where the tree was cut for its size. */
      readonly yes?: number;
      readonly no?: number;
      readonly rows: number;
      readonly leaves: number;
      readonly gain: number;
    }
  | { readonly value: number; readonly rows: number };

export interface TreeInWords {
  /** From 0. */
  readonly index: number;
  readonly trees: number;
  /** From 1. */
  readonly round: number;
  /** The class or quantile that it adds to, where there are several. */
  readonly output?: string;
  /** What its leaves are measured in. */
  readonly scale: MarginScale;
  /** Level by level; the first is the root. */
  readonly nodes: readonly TreeNodeInWords[];
}

/** More would be read by nobody, and weigh on whoever loads them. */
const mostNodes = 4095;
/** Categories that are named in a question; of more the number is told. */
const mostNamed = 6;

/**
 * One tree as people read it; the categories of a personal column are counted, not named.
 * @throws RangeError where there is no such tree
 */
export function describeTree(
  ensemble: Ensemble,
  index: number,
  { signature, personal = new Map() }: { signature: Signature; personal?: PersonalColumns },
): TreeInWords {
  const tree = ensemble.trees[index];
  if (!tree)
    throw new RangeError(
      `There is no tree ${index + 1}: the model has ${ensemble.trees.length}, counted from 1.`,
    );
  const outputs = outputsOf(ensemble);
  const leaves = countLeaves(tree);
  const ask = createAsker(ensemble.features, { signature, personal });
  const order = [0];
  const nodes: TreeNodeInWords[] = [];
  for (let at = 0; at < order.length; at++) {
    const node = order[at] ?? 0;
    const rows = tree.count[node] ?? 0;
    const feature = tree.feature[node] ?? -1;
    if (feature < 0) {
      nodes.push({ value: tree.value[node] ?? 0, rows });
      continue;
    }
    const isCut = order.length + 2 > mostNodes;
    const children = isCut ? {} : { yes: order.length, no: order.length + 1 };
    if (!isCut) order.push(tree.left[node] ?? 0, tree.right[node] ?? 0);
    nodes.push({
      ...ask(tree, node),
      ...children,
      rows,
      leaves: leaves[node] ?? 1,
      gain: tree.gain[node] ?? 0,
    });
  }
  const output = outputs > 1 ? nameOutputs(ensemble.objective, signature.output.classes) : undefined;
  return {
    index,
    trees: ensemble.trees.length,
    round: Math.floor(index / outputs) + 1,
    output: output?.[ensemble.output[index] ?? 0],
    scale: scaleOf(ensemble.objective),
    nodes,
  };
}

/** By node; children come after their parent. */
function countLeaves(tree: Tree): Int32Array {
  const leaves = new Int32Array(tree.feature.length);
  for (let node = leaves.length - 1; node >= 0; node--)
    leaves[node] =
      (tree.feature[node] ?? -1) < 0
        ? 1
        : (leaves[tree.left[node] ?? 0] ?? 0) + (leaves[tree.right[node] ?? 0] ?? 0);
  return leaves;
}

type Question = Pick<Extract<TreeNodeInWords, { question: string }>, 'question' | 'missing'>;

function createAsker(
  features: readonly TreeFeature[],
  { signature, personal }: { signature: Signature; personal: PersonalColumns },
) {
  const types = new Map(signature.inputs.map(({ name, type }) => [name, type]));
  return (tree: Tree, node: number): Question => {
    const feature = features[tree.feature[node] ?? 0] ?? { name: '?', kind: 'number' };
    const flags = tree.flags[node] ?? 0;
    const zero = flags & nodeFlags.zeroIsMissing ? ' (0 is missing)' : '';
    return {
      question:
        (feature.kind === 'category'
          ? askCategories(feature, tree, { node, isMasked: personal.has(feature.name) })
          : askNumber(feature.name, tree.threshold[node] ?? 0, types)) + zero,
      missing: flags & nodeFlags.missingLeft ? 'yes' : 'no',
    };
  };
}

function askNumber(name: string, threshold: number, types: ReadonlyMap<string, string>): string {
  const type = types.get(name);
  if (type === 'boolean' && threshold >= 0 && threshold < 1) return `${name} is false`;
  if (type === 'date') return `${name} ≤ ${toMoment(threshold)}`;
  const part = datePartNames.find((one) => name.endsWith(` ${one}`));
  // A part of a date is a whole number, and training splits halfway between two.
  const isPart = part !== undefined && types.get(name.slice(0, -part.length - 1)) === 'date';
  return `${name} ≤ ${isPart ? Math.floor(threshold) : toShort(threshold)}`;
}

/** The side with fewer categories is named. */
function askCategories(
  { name, categories }: Extract<TreeFeature, { kind: 'category' }>,
  tree: Tree,
  { node, isMasked }: { node: number; isMasked: boolean },
): string {
  const start = tree.setStart[node] ?? 0;
  const isIn = (place: number) =>
    place >> 5 < (tree.setLength[node] ?? 0) &&
    ((tree.sets[start + (place >> 5)] ?? 0) & (1 << (place & 31))) !== 0;
  const left = categories.filter((_, place) => isIn(place));
  const right = categories.filter((_, place) => !isIn(place));
  const say = isMasked ? countSet : toSet;
  return right.length < left.length ? `${name} not in ${say(right)}` : `${name} in ${say(left)}`;
}

const countSet = ({ length }: readonly string[]): string => `{${length} masked}`;

function toSet(categories: readonly string[]): string {
  const named = categories.slice(0, mostNamed).map((one) => (one === '' ? '“”' : one));
  const more = categories.length - named.length;
  return `{${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}}`;
}

/** Days since 1970, as the date or the minute. */
function toMoment(days: number): string {
  const moment = new Date(Math.round(days * 1440) * 60_000);
  if (Number.isNaN(moment.getTime())) return toShort(days);
  const text = moment.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
}

/** Six significant digits tell thresholds apart that people can tell apart. */
const toShort = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
