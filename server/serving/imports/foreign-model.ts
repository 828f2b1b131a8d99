import { type Proposal, propose } from '@/cells/ml/elsewhere/propose';
import type { TensorGraph } from '@/cells/ml/elsewhere/tensor-graph';
import type { ElsewhereLearner } from '@/cells/ml/learner-name';
import { onnxFile, readGraph } from '@/cells/ml/onnx';
import { describeTfjs } from '@/cells/ml/tfjs/describe-tfjs';
import { tfjsFolder } from '@/cells/ml/tfjs/tfjs-folder';
import type { Context } from '../../context';
import { type JsonValue, readExample, readMlmodel } from '../../services/registry';
import { inWords, refused } from './about';
import { readFiles, type StoredFiles } from './foreign-files';

/** A model that was made elsewhere, as its files say of themselves: nothing of it was run. */
export interface ForeignModel {
  readonly learner: ElsewhereLearner;
  readonly graph: TensorGraph;
  readonly proposal: Proposal;
  /** Which of its files are its parameters. */
  readonly weights: readonly string[];
  /** Of a folder of MLflow's. */
  readonly flavors: readonly string[];
  /** Its input example, where the folder has one. */
  readonly example?: Readonly<Record<string, JsonValue>>;
}

/**
 * Reads the files of a model from elsewhere: ONNX, TensorFlow.js, or a folder of MLflow's around an ONNX model, which names columns too.
 * @throws AppError unprocessable in words when they hold none that can be served
 */
export async function readForeign(context: Context, files: StoredFiles): Promise<ForeignModel> {
  const read = await readParameters(context, files);
  if (!files.MLmodel) return { ...read, flavors: [read.learner] };
  const { flavors, inputs, output } = await readMlmodel(context, files.MLmodel);
  const { proposal } = read;
  const { signature } = proposal;
  const names = inputs?.length === signature.inputs.length ? inputs : undefined;
  const named = {
    inputs: signature.inputs.map((field, i) => ({ ...field, name: names?.[i] ?? field.name })),
    output: { ...signature.output, name: output ?? signature.output.name },
  };
  return {
    ...read,
    flavors,
    proposal: { ...proposal, signature: named },
    example: await readExample(context.storage, files, { signature: named }),
  };
}

async function readParameters(
  context: Context,
  files: StoredFiles,
): Promise<Omit<ForeignModel, 'flavors' | 'example'>> {
  const onnx = files[onnxFile];
  if (onnx) {
    const bytes = (await readFiles(context, { [onnxFile]: onnx })).get(onnxFile) ?? new Uint8Array();
    return inWords(() => {
      const graph = readGraph(bytes);
      return { learner: 'onnx', graph, proposal: propose(graph), weights: [onnxFile] };
    });
  }
  const own = Object.entries(files).filter(([path]) => path.startsWith(tfjsFolder));
  if (own.length === 0)
    throw refused('There is neither an ONNX model nor a TensorFlow.js model among the files.');
  const read = await readFiles(context, Object.fromEntries(own));
  return inWords(() => {
    const { graph } = describeTfjs(read);
    return { learner: 'tfjs', graph, proposal: propose(graph), weights: own.map(([path]) => path).sort() };
  });
}
