import type { GraphNode } from './graph-nodes';
import { nodeOf } from './node-of';
import { bytesOf, type TfjsModel } from './read-tfjs-files';

/** So many numbers one node may make of one number, or of none. */
const most = 2 ** 20;

interface Sized {
  /** Which of its inputs says how many. */
  readonly input: number;
  readonly count: (sizes: readonly number[]) => number;
}
const multiply = (sizes: readonly number[]) => sizes.reduce((product, size) => product * Math.abs(size), 1);
/** Two numbers to a direction: what is put before, and what after. */
const surround = (sizes: readonly number[]) => {
  let product = 1;
  for (let i = 0; i < sizes.length; i += 2)
    product *= 1 + Math.abs(sizes[i] ?? 0) + Math.abs(sizes[i + 1] ?? 0);
  return product;
};

/** Operations that make as many numbers as one of their inputs says, however few go in. */
const sized: Readonly<Record<string, Sized>> = {
  Fill: { input: 0, count: multiply },
  BroadcastTo: { input: 1, count: multiply },
  Tile: { input: 1, count: multiply },
  OneHot: { input: 1, count: multiply },
  ResizeBilinear: { input: 1, count: multiply },
  ResizeNearestNeighbor: { input: 1, count: multiply },
  Pad: { input: 1, count: surround },
  PadV2: { input: 1, count: surround },
  MirrorPad: { input: 1, count: surround },
  SpaceToBatchND: { input: 2, count: surround },
};

/**
 * Looks at the operations whose answers are as large as a number in the file says, before any of them is run.
 * @throws Error that names one which makes too many numbers, or does not say in the file how many
 */
export function refuseNumbersFromNothing(
  nodes: ReadonlyMap<string, GraphNode>,
  given: Pick<TfjsModel, 'weightSpecs' | 'weights'>,
): void {
  let read: ReturnType<typeof constantsOf> | undefined;
  for (const { name, op, input } of nodes.values()) {
    const said = `The graph model's node ${name.slice(0, 100)} is of the operation ${op}, which makes`;
    if (op === 'Range') throw new Error(`${said} any number of numbers out of nothing. It is not run here.`);
    const about = Object.hasOwn(sized, op) ? sized[op] : undefined;
    if (!about) continue;
    let from = nodes.get(nodeOf(input[about.input] ?? ''));
    while (from?.op === 'Identity') from = nodes.get(nodeOf(from.input[0] ?? ''));
    read ??= constantsOf(given);
    const sizes = from?.op === 'Const' ? read(from.name) : undefined;
    if (!sizes)
      throw new Error(
        `${said} as many numbers as another node works out. It is run only where the file says how many.`,
      );
    if (!(about.count(sizes) <= most))
      throw new Error(
        `${said} more than ${most.toLocaleString('en')} numbers by itself: [${sizes.slice(0, 8).join(', ')}]. It is refused.`,
      );
  }
}

/** Reads sizes among the weights: a few whole numbers, as they are or quantised. */
function constantsOf({ weightSpecs, weights }: Pick<TfjsModel, 'weightSpecs' | 'weights'>) {
  const found = new Map<string, readonly number[] | undefined>();
  const view = new DataView(weights.buffer, weights.byteOffset, weights.byteLength);
  let start = 0;
  for (const spec of weightSpecs) {
    const { name, dtype, quantization } = spec;
    const bytes = bytesOf(spec);
    const count = spec.shape.reduce((a, b) => a * b, 1);
    const at = start;
    start += bytes;
    // Two numbers for each of eight directions are the most that an operation reads as sizes.
    if (dtype !== 'int32' || count > 16 || quantization?.dtype === 'float16') {
      found.set(name, undefined);
      continue;
    }
    found.set(
      name,
      Array.from({ length: count }, (_, i) => {
        if (!quantization) return view.getInt32(at + 4 * i, true);
        const { min, scale } = quantization;
        const whole =
          quantization.dtype === 'uint8' ? view.getUint8(at + i) : view.getUint16(at + 2 * i, true);
        return Math.round(whole * scale + min);
      }),
    );
  }
  return (name: string) => found.get(name);
}
