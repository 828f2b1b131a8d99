import { z } from 'zod';
import type { PackageFiles } from '../model';
import { refuseUnknownLayers } from '../network/write-layers-model';
import { refuseUnknownOperations } from './graph-operations';

/** A model of TensorFlow.js as it was saved or converted: data, checked. */
export interface TfjsModel {
  /** `layers`: Keras' layers, which can be cut and trained on; `graph`: operations of a frozen graph. */
  readonly kind: 'layers' | 'graph';
  /** Its `model.json` among the files that were given. */
  readonly path: string;
  /** Its weights among them, in their order. */
  readonly shards: readonly string[];
  readonly topology: Readonly<Record<string, unknown>>;
  readonly weightSpecs: readonly WeightSpec[];
  /** All shards in their order, as they are in the files (quantised where `weightSpecs` says so). */
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Of a graph: names, types and shapes of inputs and outputs, where it says them. */
  readonly signature?: Readonly<Record<string, unknown>>;
}

export const tfjsLimits = { jsonBytes: 32 * 1024 ** 2, totalBytes: 256 * 1024 ** 2, layers: 3000 };

const mostNumbers = 2 ** 28;
const dimension = z.number().int().min(0).max(mostNumbers);
const weightSpec = z.looseObject({
  name: z.string().min(1).max(1000),
  shape: z.array(dimension).max(8),
  dtype: z.enum(['float32', 'int32', 'bool']),
  quantization: z
    .discriminatedUnion('dtype', [
      z.looseObject({ dtype: z.enum(['uint8', 'uint16']), min: z.number(), scale: z.number() }),
      z.looseObject({ dtype: z.literal('float16') }),
    ])
    .optional(),
});
export type WeightSpec = z.infer<typeof weightSpec>;

const modelFile = z.looseObject({
  format: z.enum(['layers-model', 'graph-model']).optional(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z
    .array(
      z.looseObject({
        paths: z.array(z.string().min(1).max(500)).max(10_000),
        weights: z.array(weightSpec).max(20_000),
      }),
    )
    .max(10_000),
  signature: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * Reads a model of TensorFlow.js out of the files of a folder: `model.json` and the shards that it names, beside it. Nothing is fetched,
 * and nothing in it is run.
 * @throws Error in words: there is no model or more than one, a shard is missing or of another size or elsewhere, a layer or operation is
 * code of its own
 */
export function readTfjsFiles(files: PackageFiles): TfjsModel {
  const path = findTfjsModel(files);
  if (path === undefined)
    throw new Error(
      'There is no model of TensorFlow.js: a model.json with its topology and the names of its weights.',
    );
  const parsed = modelFile.safeParse(readJsonAt(files, path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(
      `${path} is no model of TensorFlow.js: ${issue?.message ?? 'unknown form'} at ${issue?.path.join('.')}.`,
    );
  }
  const { format, modelTopology: topology, weightsManifest, signature } = parsed.data;
  const isGraph = format === 'graph-model' || (format === undefined && Array.isArray(topology.node));
  if (isGraph) refuseUnknownOperations(topology);
  else refuseLayers(topology, path);
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  return {
    kind: isGraph ? 'graph' : 'layers',
    path,
    topology,
    weightSpecs,
    ...joinShards(files, path, weightsManifest),
    ...(signature && { signature }),
  };
}

interface Unopened {
  readonly names: readonly string[];
  read(names: ReadonlySet<string>): PackageFiles;
}

/**
 * Whether an archive is read as a model: a `model.json` of it is one by its content, for other programs call files of theirs so too; or
 * it has one that is not, and no picture, so that what is wrong with it is said.
 */
export function holdsTfjsModel({ names, read }: Unopened): boolean {
  const named = names.filter(isModelName);
  if (named.length === 0 || !names.some((name) => /\.(png|jpe?g|webp)$/i.test(name))) return named.length > 0;
  const files = read(new Set(named));
  return named.some((path) => isModelJson(files, path));
}

const isModelName = (name: string): boolean => /(^|\/)model\.json$/i.test(name);

/** Where the files have a `model.json`, or one JSON file that is one by its content. */
export function findTfjsModel(files: PackageFiles): string | undefined {
  const named = [...files.keys()].filter(isModelName);
  const found = named.length === 1 ? named : [...files.keys()].filter((path) => isModelJson(files, path));
  if (found.length > 1)
    throw new Error(`There are ${found.length} models: ${found.slice(0, 5).join(', ')}. Take one of them.`);
  return found[0];
}

function isModelJson(files: PackageFiles, path: string): boolean {
  if (!/\.json$/i.test(path)) return false;
  try {
    const content = readJsonAt(files, path);
    return typeof content === 'object' && content !== null && 'weightsManifest' in content;
  } catch {
    return false;
  }
}

function readJsonAt(files: PackageFiles, path: string): unknown {
  const bytes = files.get(path);
  if (!bytes || bytes.byteLength > tfjsLimits.jsonBytes)
    throw new Error(`${path} is larger than ${tfjsLimits.jsonBytes / 1024 ** 2} MB.`);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new Error(`${path} is not JSON.`, { cause });
  }
}

function refuseLayers(topology: Readonly<Record<string, unknown>>, path: string): void {
  refuseUnknownLayers(topology);
  const all = countLayers(topology);
  if (all === 0) throw new Error(`${path} holds no layers.`);
  if (all > tfjsLimits.layers)
    throw new Error(`${path} has ${all} layers; ${tfjsLimits.layers} are taken at most.`);
}

function countLayers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'class_name' in value && 'config' in value ? 1 : 0;
  return Object.values(value).reduce((sum: number, one) => sum + countLayers(one), own);
}

/** Each group's weights lie in its shards one after the other. */
function joinShards(
  files: PackageFiles,
  path: string,
  groups: z.infer<typeof modelFile>['weightsManifest'],
): Pick<TfjsModel, 'shards' | 'weights'> {
  const folder = path.replace(/[^/]*$/, '');
  const shards = new Map<string, Uint8Array>();
  for (const { paths, weights } of groups) {
    const wanted = weights.reduce((sum, spec) => sum + bytesOf(spec), 0);
    let size = 0;
    for (const name of paths) {
      if (/^[a-z][a-z0-9+.-]*:|^[/\\]|\\|(^|\/)\.\.?(\/|$)/i.test(name))
        throw new Error(
          `${path} looks for weights at ${name.slice(0, 200)}: they must lie beside it, and nothing is fetched from elsewhere.`,
        );
      const shard = files.get(folder + name);
      if (!shard) throw new Error(`${path} names the weights ${name}, which are not there.`);
      if (shards.has(folder + name)) throw new Error(`${path} names the weights ${name} twice.`);
      size += shard.byteLength;
      shards.set(folder + name, shard);
    }
    if (size !== wanted)
      throw new Error(
        `The weights ${paths.slice(0, 3).join(', ')} have ${size.toLocaleString('en')} bytes; ${path} needs ${wanted.toLocaleString('en')}.`,
      );
  }
  const total = [...shards.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (total > tfjsLimits.totalBytes)
    throw new Error(`The model's weights are larger than ${tfjsLimits.totalBytes / 1024 ** 2} MB.`);
  const all = new Uint8Array(total);
  let at = 0;
  for (const shard of shards.values()) {
    all.set(shard, at);
    at += shard.byteLength;
  }
  return { shards: [...shards.keys()], weights: all };
}

const bytesOfType = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;

/** Of a weight, as it lies in its shard. */
export function bytesOf({ shape, dtype, quantization }: WeightSpec): number {
  return bytesOfType[quantization?.dtype ?? dtype] * shape.reduce((a, b) => a * b, 1);
}
