import { walkBytes } from './kernel/walk-bytes';

/** `addTrees` of `kernel/source/walk.ts`, where it is described. */
export type AddTrees = (
  trees: number,
  end: number,
  row: number,
  width: number,
  rows: number,
  margins: number,
  outputs: number,
) => void;

let compiled: WebAssembly.Module | undefined;

/** The walk in WebAssembly, over a memory of its own that holds `bytes`. */
export function startWalk(bytes: number): { readonly buffer: ArrayBuffer; readonly addTrees: AddTrees } {
  compiled ??= new WebAssembly.Module(
    Uint8Array.from(atob(walkBytes), (character) => character.charCodeAt(0)),
  );
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65_536) });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return { buffer: memory.buffer, addTrees: exports.addTrees as AddTrees }; // what the source exports; a test compiles it again
}

/** The same walk, a row and a tree at a time: for ensembles so small that a memory would cost more than it saves. */
export function walkPlainly(buffer: ArrayBuffer): AddTrees {
  const integers = new Int32Array(buffer);
  const doubles = new Float64Array(buffer);
  return (trees, end, row, width, rows, margins, outputs) => {
    for (let tree = trees >> 2; tree < end >> 2; tree += 4) {
      const root = integers[tree] ?? 0;
      let to = (margins + (integers[tree + 2] ?? 0)) >> 3;
      for (let x = row; x < row + rows * width; x += width) {
        let node = root;
        for (let last = -1; last !== node; ) {
          last = node;
          node = next(node, x, integers, doubles);
        }
        doubles[to] = (doubles[to] ?? 0) + (doubles[node >> 3] ?? 0);
        to += outputs >> 3;
      }
    }
  };
}

function next(node: number, row: number, integers: Int32Array, doubles: Float64Array): number {
  const place = node >> 2;
  const reads = integers[place + 2] ?? 0;
  const left = integers[place + 3] ?? 0;
  if ((reads & 1) === 0)
    return (doubles[(row + reads) >> 3] ?? 0) > (doubles[node >> 3] ?? 0) ? left + 16 : left;
  const value = integers[(row + reads) >> 2] ?? 0;
  const word = value >>> 5;
  const bits = word < (integers[place + 1] ?? 0) ? (integers[((integers[place] ?? 0) >> 2) + word] ?? 0) : 0;
  return (bits >>> (value & 31)) & 1 ? left : left + 16;
}
