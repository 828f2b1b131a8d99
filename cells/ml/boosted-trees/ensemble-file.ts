import { z } from 'zod';
import { readBytes, readJson, writeJson } from '../json-file';
import type { PackageFiles } from '../model';
import { checkEnsemble } from './check-ensemble';
import type { Ensemble, Objective, Tree } from './ensemble';

/** Paths of an ensemble in a package; both are needed, and equal ensembles give equal bytes. */
export const ensembleFiles = { head: 'ensemble.json', trees: 'ensemble.bin' } as const;

const count = z.number().int().min(0).max(0x7fff_ffff);
const classes = z.number().int().min(1).max(100_000);
const objectiveSchema: z.ZodType<Objective> = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('squared') }),
  z.strictObject({ name: z.literal('absolute') }),
  z.strictObject({ name: z.literal('huber'), delta: z.number().positive() }),
  z.strictObject({ name: z.literal('quantile'), levels: z.array(z.number().gt(0).lt(1)).min(1).max(1000) }),
  z.strictObject({ name: z.literal('poisson') }),
  z.strictObject({ name: z.literal('tweedie'), power: z.number().min(1).max(2) }),
  z.strictObject({ name: z.literal('logistic') }),
  z.strictObject({ name: z.literal('softmax'), classes }),
  z.strictObject({ name: z.literal('one-against-all'), classes }),
]);

/**
 * The head. The trees' arrays follow each other in the other file, little-endian, each over the nodes of all trees: doubles of split
 * (a leaf's value or an inner node's threshold), gain, cover and count; 32-bit integers of feature, left, right and, where there are
 * sets, setStart and setLength; the words of all sets; the output of each tree; bytes of flags. Children and sets count from their tree.
 */
const headSchema = z.strictObject({
  format: z.literal(1),
  origin: z.enum(['cellar', 'xgboost', 'lightgbm']),
  objective: objectiveSchema,
  features: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ name: z.string(), kind: z.literal('number') }),
        z.strictObject({ name: z.string(), kind: z.literal('category'), categories: z.array(z.string()) }),
      ]),
    )
    .max(100_000),
  base: z.array(z.number()).min(1).max(100_000),
  /** By tree: its nodes, and the words of its sets. */
  trees: z.array(z.tuple([count, count])).max(1_000_000),
});

export function writeEnsemble(ensemble: Ensemble): Map<string, Uint8Array> {
  const { origin, objective, features, base, trees, output } = ensemble;
  const sizes = trees.map((tree): [number, number] => [tree.feature.length, tree.sets.length]);
  const head: z.infer<typeof headSchema> = {
    format: 1,
    origin,
    objective,
    features: features.map((feature) =>
      feature.kind === 'number' ? feature : { ...feature, categories: [...feature.categories] },
    ),
    base: Array.from(base),
    trees: sizes,
  };
  const all = allocateArrays(sizes);
  let node = 0;
  let word = 0;
  for (const tree of trees) {
    all.gain.set(tree.gain, node);
    all.cover.set(tree.cover, node);
    all.count.set(tree.count, node);
    all.feature.set(tree.feature, node);
    all.left.set(tree.left, node);
    all.right.set(tree.right, node);
    if (all.sets.length > 0) {
      all.setStart.set(tree.setStart, node);
      all.setLength.set(tree.setLength, node);
    }
    all.sets.set(tree.sets, word);
    all.flags.set(tree.flags, node);
    for (let i = 0; i < tree.feature.length; i++)
      all.split[node + i] = ((tree.feature[i] ?? -1) < 0 ? tree.value[i] : tree.threshold[i]) ?? 0;
    node += tree.feature.length;
    word += tree.sets.length;
  }
  all.output.set(output);
  return new Map([
    [ensembleFiles.head, writeJson(head)],
    [ensembleFiles.trees, all.bytes],
  ]);
}

/** @throws Error in words when a file is missing, cut off or forged */
export function readEnsemble(files: PackageFiles): Ensemble {
  const head = readJson(files, ensembleFiles.head, headSchema);
  const bytes = readBytes(files, ensembleFiles.trees);
  const wanted = layOut(head.trees).total;
  // Before anything is allocated: no size is believed that the file does not have.
  if (bytes.length !== wanted)
    throw new Error(
      `${ensembleFiles.trees} of the package has ${bytes.length} bytes; its head says ${wanted}.`,
    );
  const all = allocateArrays(head.trees);
  all.bytes.set(bytes);
  let node = 0;
  let word = 0;
  const trees = head.trees.map(([nodes, words]): Tree => {
    const tree = takeTree(all, { node, nodes, word, words });
    node += nodes;
    word += words;
    return tree;
  });
  const ensemble: Ensemble = {
    origin: head.origin,
    objective: head.objective,
    features: head.features,
    base: Float64Array.from(head.base),
    trees,
    output: all.output,
  };
  checkEnsemble(ensemble);
  return ensemble;
}

type Sizes = readonly (readonly [nodes: number, words: number])[];

function layOut(sizes: Sizes) {
  const nodes = sizes.reduce((sum, [n]) => sum + n, 0);
  const words = sizes.reduce((sum, [, n]) => sum + n, 0);
  const setNodes = words > 0 ? nodes : 0;
  return {
    nodes,
    words,
    setNodes,
    total: 33 * nodes + 12 * nodes + 8 * setNodes + 4 * words + 4 * sizes.length,
  };
}

/** Views of one buffer, in the file's order. Typed arrays are little-endian wherever WebAssembly runs. */
function allocateArrays(sizes: Sizes) {
  const { nodes, words, setNodes, total } = layOut(sizes);
  const buffer = new ArrayBuffer(total);
  let at = 0;
  const doubles = () => {
    at += 8 * nodes;
    return new Float64Array(buffer, at - 8 * nodes, nodes);
  };
  const integers = (length: number) => {
    at += 4 * length;
    return new Int32Array(buffer, at - 4 * length, length);
  };
  const [split, gain, cover, count] = [doubles(), doubles(), doubles(), doubles()];
  const [feature, left, right] = [integers(nodes), integers(nodes), integers(nodes)];
  const [setStart, setLength] = [integers(setNodes), integers(setNodes)];
  const sets = new Uint32Array(buffer, at, words);
  at += 4 * words;
  const output = integers(sizes.length);
  const flags = new Uint8Array(buffer, at, nodes);
  return {
    ...{ split, gain, cover, count, feature, left, right, setStart, setLength, sets, output, flags },
    bytes: new Uint8Array(buffer),
  };
}

interface Place {
  readonly node: number;
  readonly nodes: number;
  readonly word: number;
  readonly words: number;
}

function takeTree(all: ReturnType<typeof allocateArrays>, { node, nodes, word, words }: Place): Tree {
  const end = node + nodes;
  const feature = all.feature.subarray(node, end);
  const split = all.split.subarray(node, end);
  const hasSets = all.sets.length > 0;
  return {
    feature,
    threshold: split.map((value, i) => ((feature[i] ?? -1) < 0 ? 0 : value)),
    value: split.map((value, i) => ((feature[i] ?? -1) < 0 ? value : 0)),
    left: all.left.subarray(node, end),
    right: all.right.subarray(node, end),
    flags: all.flags.subarray(node, end),
    setStart: hasSets ? all.setStart.subarray(node, end) : new Int32Array(nodes),
    setLength: hasSets ? all.setLength.subarray(node, end) : new Int32Array(nodes),
    sets: all.sets.subarray(word, word + words),
    gain: all.gain.subarray(node, end),
    cover: all.cover.subarray(node, end),
    count: all.count.subarray(node, end),
  };
}
