import { describe, expect, it } from 'vitest';
import { readGraphNodes } from './graph-nodes';

/** A node whose sizes come last among its inputs, after so many others. */
function graphOf(op: string, others: number, sizes: readonly number[], quantized = false) {
  const input = [...Array.from({ length: others }, () => 'x'), 'sizes:0', 'x'];
  const node = [
    { name: 'x', op: 'Placeholder' },
    { name: 'before', op: 'Const' },
    { name: 'constant', op: 'Const' },
    { name: 'sizes', op: 'Identity', input: ['constant'] },
    { name: 'y', op, input },
  ];
  const weights = new Uint8Array(
    quantized
      ? [9, 9, 9, 9, ...sizes.map((size) => size / 1000)]
      : new Uint8Array(Int32Array.of(-1, ...sizes).buffer),
  );
  const quantization = quantized ? { dtype: 'uint8' as const, min: 0, scale: 1000 } : undefined;
  const weightSpecs = [
    { name: 'before', shape: [], dtype: 'float32' as const },
    { name: 'constant', shape: [sizes.length], dtype: 'int32' as const, quantization },
  ];
  return { topology: { node }, weightSpecs, weights };
}

const cases = [
  ['Fill', 0, [1024, 1024], [1024, 1025]],
  ['BroadcastTo', 1, [1, 512, 512], [1, 40_000, 40_000]],
  ['Tile', 1, [1, 49], [-(2 ** 30), 1]],
  ['OneHot', 1, [1000], [2 ** 30]],
  ['ResizeBilinear', 1, [320, 320], [50_000, 50_000]],
  ['ResizeNearestNeighbor', 1, [320, 320], [50_000, 50_000]],
  ['Pad', 1, [0, 0, 3, 3, 3, 3, 0, 0], [0, 0, 40_000, 0, 0, 40_000, 0, 0]],
  ['PadV2', 1, [0, 0, 3, 3, 3, 3, 0, 0], [0, 2 ** 30]],
  ['MirrorPad', 1, [0, 0, 3, 3, 3, 3, 0, 0], [0, 2 ** 30]],
  ['SpaceToBatchND', 2, [0, 1, 0, 1], [0, 2 ** 30]],
] as const;

describe('an operation whose answer is as large as the file says', () => {
  it.each(cases)('%s is taken within bounds, and refused beyond them', (op, others, within, beyond) => {
    expect(readGraphNodes(graphOf(op, others, within)).get('y')?.op).toBe(op);
    expect(() => readGraphNodes(graphOf(op, others, beyond))).toThrow(
      `The graph model's node y is of the operation ${op}, which makes more than 1,048,576 numbers by itself: [${beyond.join(', ')}]`,
    );
  });

  it('is refused where a name could be read as that of another node', () => {
    const graph = graphOf('Fill', 0, [1]);
    const node = [...graph.topology.node, { name: 'sizes:other', op: 'Const' }];
    expect(() => readGraphNodes({ ...graph, topology: { node } })).toThrow(/a name holds a colon at 5\.name/);
  });

  it('is refused beyond them where its sizes are quantised', () => {
    expect(readGraphNodes(graphOf('Fill', 0, [1000, 1000], true)).size).toBe(5);
    expect(() => readGraphNodes(graphOf('Fill', 0, [2000, 1000], true))).toThrow('[2000, 1000]');
  });

  it.each(cases)('%s is refused where the file does not say it', (op, others, within) => {
    const graph = graphOf(op, others, within);
    const node = graph.topology.node.map((one) =>
      one.name === 'constant' ? { name: 'constant', op: 'Shape', input: ['x'] } : one,
    );
    expect(() => readGraphNodes({ ...graph, topology: { node } })).toThrow(/as many numbers as another node/);
    const weightSpecs = graph.weightSpecs.slice(0, 1);
    expect(() => readGraphNodes({ ...graph, weightSpecs })).toThrow(/as many numbers as another node/);
  });
});
