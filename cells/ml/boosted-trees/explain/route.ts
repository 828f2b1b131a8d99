import { nodeFlags, type Tree } from '../ensemble';
import { zeroThreshold } from '../predict-ensemble';

/** Whether a value goes left at an inner node; NaN is a missing value or a category that the tree's list does not have. */
export function goesLeft(tree: Tree, node: number, value: number): boolean {
  const flags = tree.flags[node] ?? 0;
  const isMissing =
    Number.isNaN(value) || ((flags & nodeFlags.zeroIsMissing) !== 0 && Math.abs(value) <= zeroThreshold);
  if (isMissing) return (flags & nodeFlags.missingLeft) !== 0;
  if ((flags & nodeFlags.category) === 0) return value <= (tree.threshold[node] ?? 0);
  const word = value >>> 5;
  if (word >= (tree.setLength[node] ?? 0)) return false;
  return (((tree.sets[(tree.setStart[node] ?? 0) + word] ?? 0) >>> (value & 31)) & 1) === 1;
}
