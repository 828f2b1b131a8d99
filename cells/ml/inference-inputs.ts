import type { Signature } from './model';

/** A row as the Open Inference Protocol sends it: a tensor of shape [1] for each input. What the row lacks is null. */
export const toInferenceInputs = ({ inputs }: Signature, row: Readonly<Record<string, unknown>>) =>
  inputs.map(({ name, type }) => ({
    name,
    shape: [1],
    datatype: type === 'number' ? 'FP64' : type === 'boolean' ? 'BOOL' : 'BYTES',
    data: [row[name] ?? null],
  }));
