import type { ColumnType, Signature, SignatureField } from '@/cells/ml/model';
import type { DatasetColumnProfile } from '../../db/schema/datasets';
import { AppError } from '../../errors';
import { modelColumnOf } from '../datasets';

/** What a field takes of a column that is read as these. A date may be text or a number: each value tells. */
const taken: Readonly<Record<ColumnType, readonly ColumnType[]>> = {
  number: ['number'],
  boolean: ['boolean'],
  string: ['string'],
  date: ['date', 'string', 'number'],
};

/**
 * Refuses a table of which no row can fit: an input that must be there is not, or a column is of another type. Nothing is
 * converted, as a request's values are not. A column without a single value fits where an input may be missing.
 * @throws AppError unprocessable that names every such column
 */
export function requireFit(
  signature: Signature,
  { name, profile, rows }: { name: string; profile: readonly DatasetColumnProfile[]; rows: number },
): void {
  const problems = signature.inputs.flatMap((field) => problemOf(field, profile, rows) ?? []);
  const isForeign = signature.inputs.every((field) => !profile.some((column) => column.name === field.name));
  if (isForeign && signature.inputs.length > 0)
    throw new AppError(
      'unprocessable',
      `${name} has none of the columns that the model reads: ${signature.inputs
        .slice(0, 10)
        .map((field) => field.name)
        .join(', ')}.`,
    );
  if (problems.length > 0)
    throw new AppError('unprocessable', `${name} does not fit the model: ${problems.join('; ')}.`);
}

function problemOf(
  field: SignatureField,
  profile: readonly DatasetColumnProfile[],
  rows: number,
): string | undefined {
  const column = profile.find(({ name }) => name === field.name);
  if (!column) return field.required ? `the column “${field.name}” is missing` : undefined;
  if (column.missing === rows && !field.required) return undefined;
  const read = modelColumnOf(column.type)?.type;
  if (read && taken[field.type].includes(read)) return undefined;
  return `“${field.name}” is ${read ? words[read] : column.type}, and the model takes ${words[field.type]}`;
}

const words: Readonly<Record<ColumnType, string>> = {
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  date: 'a date',
};
