import type { ModelReference } from '../../services/registry';
import type { Serving } from '../../serving';
import { type Element, elementOf, outputsOf } from '../tensors';

const datatypes: Readonly<Record<Element, string>> = { number: 'FP64', boolean: 'BOOL', text: 'BYTES' };

export const datatypeOf = (element: Element): string => datatypes[element];

/** A tensor of shape [rows] for each column. */
export async function describeModel(serving: Pick<Serving, 'resolve'>, wanted: ModelReference) {
  const version = await serving.resolve(wanted);
  return {
    name: wanted.model,
    versions: [String(version.number)],
    platform: `cellar_${version.manifest.learner.replaceAll('-', '_')}`,
    inputs: version.manifest.signature.inputs.map((field) => ({
      name: field.name,
      datatype: datatypeOf(elementOf(field)),
      shape: [-1],
    })),
    outputs: outputsOf(version).map(({ name, element, width }) => ({
      name,
      datatype: datatypeOf(element),
      shape: width === undefined ? [-1] : [-1, width],
    })),
  };
}
