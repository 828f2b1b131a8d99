import type { TrainingProfile } from '@/cells/statistics/profile';
import type { Columns, Signature, SignatureField } from '../model';
import { countValues } from '../preprocessing';
import { findColumn } from '../read-table';

/** What an input can be moved over: the values that were seen. A text or a picture is free. */
export type InputSpan =
  | { readonly is: 'span'; readonly low: number; readonly high: number; readonly isWhole: boolean }
  | { readonly is: 'choice'; readonly values: readonly string[] }
  | { readonly is: 'free' };

const mostValues = 200;

/**
 * Of each input of the signature, in its order: the ends that the training rows had, or the values, the most frequent first. Where
 * the model keeps no profile of its training, of the rows given.
 */
export function spanInputs(
  { inputs }: Signature,
  known: Columns,
  profile?: Pick<TrainingProfile, 'features'>,
): InputSpan[] {
  const profiles = new Map(profile?.features.map((feature) => [feature.name, feature]));
  return inputs.map((field): InputSpan => {
    if (field.text || field.content) return { is: 'free' };
    if (field.type === 'boolean') return { is: 'choice', values: ['false', 'true'] };
    const seen = profiles.get(field.name);
    if (field.type === 'string') {
      const values =
        seen?.type === 'string' ? seen.frequencies.map(({ value }) => value) : valuesOf(field, known);
      return { is: 'choice', values: values.slice(0, mostValues) };
    }
    const column = findColumn(known, field.name);
    const present = column && column.type !== 'string' ? column.values.filter(Number.isFinite) : [];
    const isWhole =
      present.every(Number.isInteger) &&
      (!seen || seen.type === 'string' || seen.sample.every(Number.isInteger));
    const ends =
      seen && seen.type !== 'string' && seen.minimum <= seen.maximum
        ? [seen.minimum, seen.maximum]
        : [...present];
    const low = ends.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    const high = ends.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    return low <= high ? { is: 'span', low, high, isWhole } : { is: 'span', low: 0, high: 1, isWhole: false };
  });
}

function valuesOf({ name, categories }: SignatureField, known: Columns): readonly string[] {
  const column = findColumn(known, name);
  const seen = column?.type === 'string' ? [...countValues(column.values).keys()] : [];
  return seen.length > 0 ? seen : (categories ?? []);
}
