/**
 * Models of TensorFlow.js from elsewhere: read as data, never as code. What answers rows of a table is served by the engine that networks
 * of our own run on.
 */
import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { answerOptions } from '../elsewhere/answer-options';
import { checkFits } from '../elsewhere/check-fits';
import { widthOf } from '../elsewhere/propose';
import { type AnsweredTensor, joinAnswers, readAnswers } from '../elsewhere/read-answers';
import type { GraphValue } from '../elsewhere/tensor-graph';
import type { Fitted, RestoreContext } from '../learner';
import type { Column, Columns, PackageFiles, Predictions, Signature } from '../model';
import { startBackend } from '../network/backend';
import { registerMissingKernels } from '../network/missing-kernels';
import { findColumn } from '../read-table';
import { type DescribedTfjs, describeTfjs } from './describe-tfjs';
import { splitFused } from './fused-operations';
import { openGraph } from './open-graph';
import { mostOfRow, openWithinWeights } from './open-within-weights';
import { tfjsFolder } from './tfjs-folder';

/** Numbers that go in at once, at most. */
const mostValues = 2 ** 20;
const mostRowsAtOnce = 4096;

/** A model of layers or a graph, as one: tensors in the order of its inputs give those of its outputs. */
interface Runner {
  run(inputs: readonly tf.Tensor[]): readonly tf.Tensor[];
  dispose(): void;
}

/**
 * Columns of the signature fill the inputs of the model in their order: as many as each is wide.
 * @throws Error in words when the files are damaged or hostile, do not fit the signature, or cannot be run
 */
export async function restoreTfjs(
  files: PackageFiles,
  context: RestoreContext & { signature: Signature; options: Readonly<Record<string, unknown>> },
): Promise<Fitted> {
  const described = describeTfjs(files);
  const { inputs, outputs } = described.graph;
  const { signature, task } = context;
  const options = answerOptions.safeParse(context.options);
  if (!options.success) throw new Error('The manifest does not say which outputs of the model are read.');
  const indexOf = (name: string | undefined) => outputs.findIndex((output) => output.name === name);
  const [scores, label] = [indexOf(options.data.scores), indexOf(options.data.label)];
  if (scores < 0 && label < 0)
    throw new Error(
      `The model has no output “${options.data.scores ?? options.data.label ?? ''}”. It gives ${outputs.map(({ name }) => name).join(', ')}.`,
    );
  checkFits(described.graph, signature);
  await startBackend(context.assets);
  await registerMissingKernels();
  const runner = await inWords(() => open(described));
  const isSingle = inputs.some(({ shape }) => shape?.[0] === 1);
  const rowsAtOnce = isSingle
    ? 1
    : Math.max(1, Math.min(mostRowsAtOnce, Math.floor(mostValues / signature.inputs.length)));
  const classes = task === 'regression' ? undefined : (context.classes ?? []);
  return {
    weights: [...files.keys()].filter((path) => path.startsWith(tfjsFolder)).sort(),
    async predict(rows) {
      const parts: Predictions[] = [];
      for (let start = 0; start === 0 || start < rows.numRows; start += rowsAtOnce) {
        const end = Math.min(start + rowsAtOnce, rows.numRows);
        const answers = await inWords(async () =>
          answerPart(runner, inputs, signature, { rows, start, end }),
        );
        const found = { scores: answers[scores], label: answers[label] };
        parts.push(readAnswers(found, end - start, { ...options.data, classes }));
      }
      return joinAnswers(parts);
    },
    files: async () => new Map([...files].filter(([path]) => path.startsWith(tfjsFolder))),
    dispose: () => runner.dispose(),
  };
}

async function open({ model, graph }: DescribedTfjs): Promise<Runner> {
  if (model.kind === 'layers') {
    const layers = await openWithinWeights(model, mostOfRow.table);
    return { run: (inputs) => runLayers(layers, inputs), dispose: () => layers.dispose() };
  }
  const opened = await openGraph({ ...model, topology: splitFused(model.topology) });
  return { run: (inputs) => runGraph(opened, graph, inputs), dispose: () => opened.dispose() };
}

function runLayers(model: LayersModel, inputs: readonly tf.Tensor[]): readonly tf.Tensor[] {
  const [first] = inputs;
  const given = model.predictOnBatch(inputs.length === 1 && first ? first : [...inputs]);
  return Array.isArray(given) ? given : [given];
}

function runGraph(
  model: GraphModel,
  { inputs, outputs }: DescribedTfjs['graph'],
  tensors: readonly tf.Tensor[],
): readonly tf.Tensor[] {
  const feeds = Object.fromEntries(inputs.flatMap(({ name }, i) => (tensors[i] ? [[name, tensors[i]]] : [])));
  const given = model.execute(
    feeds,
    outputs.map(({ name }) => name),
  );
  return Array.isArray(given) ? given : [given];
}

interface Part {
  readonly rows: Columns;
  readonly start: number;
  readonly end: number;
}

function answerPart(
  runner: Runner,
  inputs: readonly GraphValue[],
  signature: Signature,
  part: Part,
): AnsweredTensor[] {
  let answers: AnsweredTensor[] = [];
  tf.tidy(() => {
    let next = 0;
    const tensors = inputs.map((input) => {
      const width = widthOf(input);
      const columns = signature.inputs
        .slice(next, next + width)
        .map(({ name }) => findColumn(part.rows, name));
      next += width;
      return toTensor(input, columns, part);
    });
    answers = runner.run(tensors).map((tensor) => ({ data: tensor.dataSync(), size: tensor.size }));
  });
  return answers;
}

function toTensor(
  { type, shape }: GraphValue,
  columns: readonly (Column | undefined)[],
  { start, end }: Part,
): tf.Tensor {
  const width = columns.length;
  const values = new (type === 'int32' ? Int32Array : type === 'bool' ? Uint8Array : Float32Array)(
    (end - start) * width,
  );
  columns.forEach((column, j) => {
    for (let row = start; row < end; row++) {
      const value = Number(column?.values[row]);
      if (type === 'int32' && !Number.isSafeInteger(value))
        throw new Error(`The model takes whole numbers here, and was given ${value}.`);
      values[(row - start) * width + j] = type === 'bool' ? Number(value !== 0) : value;
    }
  });
  const sizes = shape?.length === 1 ? [end - start] : [end - start, width];
  return tf.tensor(values, sizes, type === 'int32' ? 'int32' : type === 'bool' ? 'bool' : 'float32');
}

/** The engine's own words speak of tensors; what stands before them says whose they are. */
async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`TensorFlow.js could not run the model: ${words.slice(0, 400)}`, { cause });
  }
}
