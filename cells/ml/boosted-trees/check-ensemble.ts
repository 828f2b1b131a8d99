import { type Ensemble, nodeFlags, outputsOf, type Tree, type TreeFeature } from './ensemble';

/** A leaf-wise tree of ours has 4 096 leaves at most; a chain longer than that was made to exhaust the machine. */
const deepest = 4096;
const allFlags = nodeFlags.category | nodeFlags.missingLeft | nodeFlags.zeroIsMissing;

/**
 * Holds an ensemble that came from a file to what prediction and explanation rely on: then no walk can loop or read out of bounds.
 * @throws Error that says which tree and node is wrong, and how
 */
export function checkEnsemble(ensemble: Ensemble): void {
  const outputs = outputsOf(ensemble);
  if (ensemble.base.length !== outputs)
    throw new Error(`The model has ${ensemble.base.length} base values for ${outputs} outputs.`);
  if (!ensemble.base.every(Number.isFinite)) throw new Error('A base value of the model is not a number.');
  if (ensemble.output.length !== ensemble.trees.length)
    throw new Error(
      `The model names outputs for ${ensemble.output.length} trees, and has ${ensemble.trees.length}.`,
    );
  ensemble.trees.forEach((tree, t) => {
    const output = ensemble.output[t] ?? -1;
    if (output < 0 || output >= outputs)
      throw new Error(`Tree ${t} adds to output ${output}, and there are ${outputs}.`);
    const problem = findProblem(tree, ensemble.features);
    if (problem) throw new Error(`Tree ${t} is damaged: ${problem}.`);
  });
}

function findProblem(tree: Tree, features: readonly TreeFeature[]): string | undefined {
  const size = tree.feature.length;
  if (size === 0) return 'it has no node';
  for (const name of [
    'threshold',
    'left',
    'right',
    'flags',
    'setStart',
    'setLength',
    'value',
    'gain',
    'cover',
    'count',
  ] as const)
    if (tree[name].length !== size) return `it has ${size} nodes, and ${tree[name].length} of ${name}`;
  const depths = new Int32Array(size).fill(-1);
  depths[0] = 0;
  for (let node = 0; node < size; node++) {
    const depth = depths[node] ?? -1;
    if (depth === -1) return `nothing leads to node ${node}`;
    if (depth > deepest) return `it is deeper than ${deepest} levels`;
    const reason =
      (tree.feature[node] ?? -1) === -1 ? leafProblem(tree, node) : splitProblem(tree, node, features);
    if (reason) return `node ${node} ${reason}`;
    if (tree.feature[node] === -1) continue;
    for (const child of [tree.left[node] ?? 0, tree.right[node] ?? 0]) {
      if (child <= node || child >= size) return `node ${node} leads to node ${child}`;
      if (depths[child] !== -1) return `two nodes lead to node ${child}`;
      depths[child] = depth + 1;
    }
  }
  return undefined;
}

function leafProblem(tree: Tree, node: number): string | undefined {
  return Number.isFinite(tree.value[node]) ? countsProblem(tree, node) : 'adds a value that is not a number';
}

function splitProblem(tree: Tree, node: number, features: readonly TreeFeature[]): string | undefined {
  const index = tree.feature[node] ?? -1;
  const feature = features[index];
  if (!feature) return `reads feature ${index}, and there are ${features.length}`;
  const flags = tree.flags[node] ?? 0;
  if ((flags & ~allFlags) !== 0) return 'has an unknown flag';
  const isCategory = (flags & nodeFlags.category) !== 0;
  if (isCategory !== (feature.kind === 'category'))
    return `reads “${feature.name}” as ${isCategory ? 'a category' : 'a number'}, which it is not`;
  const start = tree.setStart[node] ?? 0;
  const length = tree.setLength[node] ?? 0;
  if (start < 0 || length < 0 || start + length > tree.sets.length)
    return 'names a set of categories that is not there';
  if (!isCategory && !Number.isFinite(tree.threshold[node])) return 'has a threshold that is not a number';
  if (!Number.isFinite(tree.gain[node])) return 'has a gain that is not a number';
  return countsProblem(tree, node);
}

function countsProblem({ cover, count }: Tree, node: number): string | undefined {
  const isCount = (value: number | undefined) => value !== undefined && value >= 0 && Number.isFinite(value);
  return isCount(cover[node]) && isCount(count[node])
    ? undefined
    : 'counts its rows in something that is not a number';
}
