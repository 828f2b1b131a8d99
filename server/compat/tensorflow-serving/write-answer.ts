import type { AnsweredRows } from '../../serving';
import { type OutputTensor, toTensors } from '../tensors';
import type { Method } from './parse-path';
import type { Layout } from './read-request';

/** JSON as TensorFlow Serving writes it: doubles have a point or an exponent, so that readers see their type, and NaN stands bare. */
export function writeAnswer(answered: AnsweredRows, method: Method, layout: Layout): string {
  if (method === 'regress')
    return write({ results: answered.answers.map(({ prediction }) => toNumber(prediction)) });
  if (method === 'classify') return write({ results: toClassifications(answered) });
  const tensors = toTensors(answered);
  const [only] = tensors;
  const named = tensors.length > 1 || !only;
  if (layout === 'columns')
    return write({
      outputs: named
        ? Object.fromEntries(tensors.map((tensor) => [tensor.name, toRows(tensor)]))
        : toRows(only),
    });
  const rows = tensors.map((tensor) => [tensor.name, toRows(tensor)] as const);
  return write({
    predictions: named
      ? answered.answers.map((_, row) =>
          Object.fromEntries(rows.map(([name, values]) => [name, values[row]])),
        )
      : toRows(only),
  });
}

/** A double, where everything else of a number is an integer. */
class Double {
  constructor(readonly value: number) {}
}

const toNumber = (value: string | number | null) =>
  new Double(typeof value === 'number' ? value : Number.NaN);

function toRows({ element, width, values }: OutputTensor): readonly unknown[] {
  const written = element === 'number' ? values.map(toNumber) : values;
  if (width === undefined) return written;
  return Array.from({ length: written.length / width }, (_, row) =>
    written.slice(row * width, (row + 1) * width),
  );
}

const toClassifications = ({ version, answers }: AnsweredRows) =>
  answers.map(({ prediction, probabilities }) =>
    probabilities
      ? (version.manifest.signature.output.classes ?? []).map((name) => [
          name,
          toNumber(probabilities[name] ?? null),
        ])
      : [[prediction, new Double(1)]],
  );

function write(value: unknown): string {
  if (value instanceof Double) return writeDouble(value.value);
  if (Array.isArray(value)) return `[${value.map(write).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${write(item)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}

function writeDouble(value: number): string {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
