import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { readJson, writeJson } from '../json-file';
import type { PackageFiles } from '../model';
import { runInBatches } from '../network/run-in-batches';
import { readGraphNodes } from '../tfjs/graph-nodes';
import { nodeOf } from '../tfjs/node-of';
import { openGraph } from '../tfjs/open-graph';
import { bytesOf, readTfjsFiles, type TfjsModel } from '../tfjs/read-tfjs-files';
import type { Base } from './base';
import { type BaseOptions, baseOptions } from './base-options';
import { type BaseAbout, baseSizes } from './describe-base';

/** Where a package keeps the graph that answers before its network. */
export const baseFiles = {
  graph: 'base/model.json',
  weights: 'base/weights.bin',
  cut: 'base/cut.json',
} as const;

const cutSchema = z.strictObject({
  end: z.string(),
  pooling: baseOptions.pooling.unwrap(),
  /** Side and channels of the pictures. */
  size: z.number().int().min(baseSizes.least).max(baseSizes.most),
  channels: z.union([z.literal(1), z.literal(3)]),
});
type Cut = z.infer<typeof cutSchema>;

/** A part of a graph that answers pictures. */
export type GraphPart = Pick<Base, 'answer' | 'width' | 'dispose'> & { readonly files: PackageFiles };

/**
 * A base that is a graph, cut: its operations up to a node are kept, all of them frozen. The backend must have been started.
 * @throws Error in words where it has no such node, or gives no numbers for such pictures
 */
export async function cutGraph(
  given: TfjsModel,
  about: BaseAbout,
  { cut, pooling, thaw, size }: Omit<BaseOptions, 'scaling'> & { readonly size: number },
): Promise<Base> {
  if (thaw > 0)
    throw new Error(
      'Option thaw: the base is a graph, whose operations are frozen. Only a model of layers learns further.',
    );
  const end = cut || about.usualCut;
  if (!about.layers.some(({ name }) => name === end)) {
    const last = about.layers.slice(-12).map(({ name }) => name);
    throw new Error(`Option cut: the base has no node “${end}”. Its last ones are ${last.join(', ')}.`);
  }
  const part = upTo(given, end);
  const opened = await openPart(part, { end, pooling, size, channels: about.channels });
  return {
    ...opened,
    about,
    size,
    names: new Set(),
    note: `On a base cut at “${end}” (${opened.width.toLocaleString('en')} numbers); the base learnt nothing.`,
  };
}

/** The graph of a package, as `cutGraph` left it there; undefined where it has none. */
export async function restoreGraph(files: PackageFiles): Promise<GraphPart | undefined> {
  if (!files.has(baseFiles.graph)) return undefined;
  const own = new Map([...files].filter(([path]) => path.startsWith('base/') && path !== baseFiles.cut));
  const { signature, ...part } = readTfjsFiles(own); // its placeholder is what is filled, whatever the file says
  return openPart(part, readJson(files, baseFiles.cut, cutSchema));
}

async function openPart(part: TfjsModel, cut: Cut): Promise<GraphPart> {
  const { end, pooling, size, channels } = cut;
  readGraphNodes(part); // refuses what would never end
  const graph = await openGraph(part);
  const [input = ''] = graph.inputNodes;
  const execute = (batch: tf.Tensor) => graph.execute({ [input]: batch }, end) as tf.Tensor; // one node is asked for
  const run = (batch: tf.Tensor): tf.Tensor => {
    const answers = execute(batch);
    if (answers.rank === 4 && pooling === 'average') return tf.mean(answers, [1, 2]);
    if (answers.rank === 4 && pooling === 'max') return tf.max(answers, [1, 2]);
    return tf.reshape(answers, [batch.shape[0] ?? 1, -1]);
  };
  const shape = [size, size, channels];
  // What it gives is known from two pictures of nothing: one answer for each.
  const width = tf.tidy(() => {
    const nothing = tf.zeros([2, ...shape]);
    const answers = execute(nothing);
    if (answers.dtype !== 'float32' || answers.shape[0] !== 2)
      throw new Error(`Option cut: “${end}” gives no numbers for each picture. Cut the base elsewhere.`);
    return run(nothing).size / 2;
  });
  return {
    width,
    answer: (pixels) => runInBatches(pixels, shape, run),
    files: writePart(part, cut),
    dispose: () => graph.dispose(),
  };
}

/** The node with all that it needs. */
function upTo(given: TfjsModel, end: string): TfjsModel {
  // As checked when it was read.
  const nodes = given.topology.node as readonly {
    readonly name: string;
    readonly input?: readonly string[];
  }[];
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const wanted = new Set<string>();
  const open = [end];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (wanted.has(name)) continue;
    wanted.add(name);
    open.push(...(byName.get(name)?.input ?? []).map(nodeOf));
  }
  let at = 0;
  const kept: Uint8Array[] = [];
  const weightSpecs = given.weightSpecs.filter((spec) => {
    const size = bytesOf(spec);
    at += size;
    if (wanted.has(spec.name)) kept.push(given.weights.subarray(at - size, at));
    return wanted.has(spec.name);
  });
  const weights = new Uint8Array(kept.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const bytes of kept) {
    weights.set(bytes, to);
    to += bytes.length;
  }
  const { signature, ...rest } = given; // its outputs are cut off
  const topology = { ...given.topology, node: nodes.filter(({ name }) => wanted.has(name)) };
  return { ...rest, topology, weightSpecs, weights };
}

function writePart({ topology, weightSpecs, weights }: TfjsModel, cut: Cut): PackageFiles {
  const [, file = ''] = baseFiles.weights.split('/');
  return new Map([
    [
      baseFiles.graph,
      writeJson({
        format: 'graph-model',
        modelTopology: topology,
        weightsManifest: [{ paths: [file], weights: weightSpecs }],
      }),
    ],
    [baseFiles.weights, weights],
    [baseFiles.cut, writeJson(cut)],
  ]);
}
