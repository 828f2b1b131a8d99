import type { Signature } from '../model';
import { widthOf } from './propose';
import type { TensorGraph } from './tensor-graph';

/** @throws Error in words where the columns of a signature do not fill the inputs of a graph, one after another */
export function checkFits({ inputs }: Pick<TensorGraph, 'inputs'>, signature: Signature): void {
  const types = inputs.flatMap((input) => Array.from({ length: widthOf(input) }, () => input.type));
  if (types.length !== signature.inputs.length)
    throw new Error(
      `The model takes ${types.length} columns; the signature names ${signature.inputs.length}.`,
    );
  signature.inputs.forEach(({ name, type, required }, index) => {
    const wanted = types[index];
    if ((wanted === 'string') !== (type === 'string') || (wanted === 'bool' && type !== 'boolean'))
      throw new Error(`“${name}” is ${type} in the signature; the model takes ${wanted} there.`);
    if (!required && wanted !== 'float32' && wanted !== 'float64')
      throw new Error(`“${name}” must be required: the model takes ${wanted}, which has no missing values.`);
  });
}
