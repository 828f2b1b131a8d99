import type { SignatureField } from '@/cells/ml/model';
import type { AnsweredRows } from '../serving';

/** A column of a model as a protocol of tensors names it: one tensor of shape [rows]. */
export type Element = 'number' | 'boolean' | 'text';

export const elementOf = ({ type }: SignatureField): Element =>
  type === 'number' || type === 'boolean' ? type : 'text';

/** What a version answers: its values, and of classes the probabilities, row-major rows × width. */
export interface OutputTensor {
  readonly name: string;
  readonly element: 'number' | 'text';
  /** Of a row; undefined where a row has one value. */
  readonly width?: number;
  /** `null`: a number that is not finite. */
  readonly values: readonly (number | string | null)[];
}

type Version = AnsweredRows['version'];

/** The names and widths of the outputs, before anything is answered. */
export function outputsOf({ manifest }: Version): readonly Omit<OutputTensor, 'values'>[] {
  const { type, classes } = manifest.signature.output;
  const prediction = { name: 'prediction', element: type === 'number' ? 'number' : 'text' } as const;
  return manifest.task === 'regression' || !classes
    ? [prediction]
    : [prediction, { name: 'probabilities', element: 'number', width: classes.length }];
}

export function toTensors({ version, answers }: AnsweredRows): readonly OutputTensor[] {
  const classes = version.manifest.signature.output.classes ?? [];
  return outputsOf(version).map((output) => ({
    ...output,
    values:
      output.name === 'prediction'
        ? answers.map(({ prediction }) => prediction)
        : answers.flatMap(({ probabilities }) => classes.map((name) => probabilities?.[name] ?? null)),
  }));
}
