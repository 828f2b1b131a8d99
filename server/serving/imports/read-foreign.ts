import { propose } from '@/cells/ml/elsewhere/propose';
import type { TensorGraph } from '@/cells/ml/elsewhere/tensor-graph';
import { onnxFile, readGraph } from '@/cells/ml/onnx';
import { describeTfjs } from '@/cells/ml/tfjs/describe-tfjs';
import { tfjsFolder } from '@/cells/ml/tfjs/tfjs-folder';
import type { Context } from '../../context';
import { type Mlmodel, readExample, readMlmodel } from '../../services/registry';
import { describeForeign, inWords, refused } from './about';
import { adviceFor } from './advice-for';
import { readFiles, type StoredFiles } from './foreign-files';
import type { ForeignModel, ReadForeign } from './foreign-model';
import { readBoosterFolder } from './read-booster-folder';
import { readCellarPackage } from './read-cellar-package';

/**
 * Reads the files of a model from elsewhere: ONNX, TensorFlow.js, a package of Cellar's, or a folder of MLflow's around an ONNX model or
 * trees, which names columns too.
 * @throws AppError unprocessable in words when they hold none that can be served
 */
export async function readForeign(context: Context, files: StoredFiles): Promise<ReadForeign> {
  const mlmodel = await readMlmodel(context, files.MLmodel);
  const model = await readModel(context, files, mlmodel);
  if (!files.MLmodel) return { ...model, flavors: [model.learner] };
  const { flavors, inputs, output } = mlmodel;
  const { proposal } = model;
  const { signature } = proposal;
  const names = !model.isFixed && inputs?.length === signature.inputs.length ? inputs : undefined;
  const named = {
    inputs: signature.inputs.map((field, i) => ({ ...field, name: names?.[i] ?? field.name })),
    output: { ...signature.output, name: (!model.isFixed && output) || signature.output.name },
  };
  return {
    ...model,
    flavors,
    proposal: { ...proposal, signature: named },
    example: await readExample(context.storage, files, { signature: named }),
  };
}

async function readModel(context: Context, files: StoredFiles, mlmodel: Mlmodel): Promise<ForeignModel> {
  if (files['cellar.json']) return readCellarPackage(context, files);
  const onnx = files[onnxFile];
  if (onnx) {
    const bytes = (await readFiles(context, { [onnxFile]: onnx })).get(onnxFile) ?? new Uint8Array();
    return inWords(() => fromGraph('onnx', readGraph(bytes), [onnxFile]));
  }
  const own = Object.entries(files).filter(([path]) => path.startsWith(tfjsFolder));
  if (own.length > 0) {
    const read = await readFiles(context, Object.fromEntries(own));
    return inWords(() => fromGraph('tfjs', describeTfjs(read).graph, own.map(([path]) => path).sort()));
  }
  const booster = await readBoosterFolder(context, files, mlmodel);
  if (booster) return booster;
  throw refused(adviceFor(mlmodel.flavors));
}

function fromGraph(learner: 'onnx' | 'tfjs', graph: TensorGraph, weights: readonly string[]): ForeignModel {
  const proposal = propose(graph);
  return {
    ...{ learner, proposal, producer: graph.producer },
    size: { count: graph.nodes, of: learner === 'onnx' ? 'operator' : 'part' },
    make: async (about) => ({
      manifest: describeForeign({ learner, weights, options: proposal.options }, about),
      parameters: new Map(),
      uses: weights,
    }),
  };
}
