import type { ServedVersion } from '../../serving';
import { type Element, elementOf, outputsOf } from '../tensors';

export const signatureName = 'serving_default';

const dtypes: Readonly<Record<Element, string>> = {
  number: 'DT_DOUBLE',
  boolean: 'DT_BOOL',
  text: 'DT_STRING',
};

/** What a version takes and gives, as `GetModelMetadata` says it: a tensor for each column. */
export function describeSignature(name: string, version: ServedVersion) {
  const inputs = version.manifest.signature.inputs.map((field) => [
    field.name,
    tensorInfo(field.name, elementOf(field), [-1]),
  ]);
  const outputs = outputsOf(version).map(({ name: output, element, width }) => [
    output,
    tensorInfo(output, element, width === undefined ? [-1] : [-1, width]),
  ]);
  return {
    model_spec: { name, signature_name: '', version: String(version.number) },
    metadata: {
      signature_def: {
        signature_def: {
          [signatureName]: {
            inputs: Object.fromEntries(inputs),
            outputs: Object.fromEntries(outputs),
            method_name: 'tensorflow/serving/predict',
            defaults: {},
          },
        },
      },
    },
  };
}

const tensorInfo = (name: string, element: Element, shape: readonly number[]) => ({
  dtype: dtypes[element],
  tensor_shape: { dim: shape.map((size) => ({ size: String(size), name: '' })), unknown_rank: false },
  name: `${name}:0`,
});
