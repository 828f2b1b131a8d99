import { layersModelFiles } from './layers-model-files';
import type { ColumnType, PackageManifest } from './model';

/** MLflow's names of our types (its `DataType`). */
const mlflowTypes: Readonly<Record<ColumnType, string>> = {
  number: 'double',
  string: 'string',
  boolean: 'boolean',
  date: 'datetime',
};

/** The version of MLflow's model format that is written. */
const mlflowVersion = '3.1.0';

/** The `MLmodel` file: YAML whose values are JSON, which YAML contains. */
export function writeMlflowModel(manifest: PackageManifest): string {
  const { inputs, output } = manifest.signature;
  const flavor = {
    format: manifest.format,
    learner: manifest.learner,
    task: manifest.task,
    manifest: 'cellar.json',
  };
  const isFromElsewhere = manifest.learner === 'tfjs';
  const isJson = (path: string) => path.endsWith('.json');
  const tfjs = {
    ...(isFromElsewhere
      ? {
          model_file: manifest.weights.find(isJson),
          weights: manifest.weights.filter((path) => !isJson(path)),
        }
      : {
          model_format: 'layers-model',
          model_file: layersModelFiles.topology,
          weights: [layersModelFiles.weights],
        }),
    tfjs_version: manifest.environment['@tensorflow/tfjs-core'] ?? '',
  };
  const onnx = { data: 'model.onnx', onnx_version: null, code: null };
  // On top of a graph, the layers alone would not answer pictures.
  const isWhole = manifest.environment['@tensorflow/tfjs-converter'] === undefined;
  const isLayersModel = (manifest.learner === 'network' && isWhole) || manifest.learner === 'custom';
  const yaml = {
    artifact_path: 'model',
    flavors: {
      cellar: flavor,
      ...(isLayersModel || isFromElsewhere ? { tfjs } : {}),
      ...(manifest.learner === 'onnx' ? { onnx } : {}),
    },
    mlflow_version: mlflowVersion,
    saved_input_example_info: {
      artifact_path: 'input_example.json',
      type: 'dataframe',
      pandas_orient: 'split',
    },
    signature: {
      inputs: JSON.stringify(
        inputs.map(({ name, type, required }) => ({ type: mlflowTypes[type], name, required })),
      ),
      outputs: JSON.stringify([{ type: mlflowTypes[output.type], name: output.name, required: true }]),
      params: null,
    },
    metadata: { target: manifest.target, metrics: manifest.evaluation.metrics },
  };
  return `${Object.entries(yaml)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join('\n')}\n`;
}
