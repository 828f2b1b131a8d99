import type { Column, ColumnProfile, Columns, Signature, TrainingProfile } from '@/cells/ml/model';
import type { Storage } from '../storage/storage';

/** The training profile of a package; undefined when it has none. */
export async function readProfile(
  storage: Storage,
  file: { hash: string } | undefined,
): Promise<TrainingProfile | undefined> {
  if (!file) return undefined;
  // Written by our own code in the frame, yet only numbers and texts are taken from it.
  return JSON.parse(new TextDecoder().decode(await storage.readAll(file.hash))) as TrainingProfile;
}

/**
 * Rows spread over what the model was trained on: every input walks through the values of its profile at a pace of its own, so
 * that combinations vary. The same rows each time.
 */
export function spreadRows(
  signature: Signature,
  profile: Pick<TrainingProfile, 'features'>,
  numRows: number,
): Columns {
  const profiles = new Map(profile.features.map((feature) => [feature.name, feature]));
  return {
    numRows,
    columns: signature.inputs.map((field, index): Column => {
      const known = profiles.get(field.name);
      const step = primes[index % primes.length] ?? 1;
      const pick = <T>(values: readonly T[], row: number) =>
        values[(row * step + index) % Math.max(values.length, 1)];
      if (field.type === 'string') {
        const values = known?.type === 'string' ? known.frequencies.map(({ value }) => value) : [];
        return {
          name: field.name,
          type: 'string',
          values: Array.from({ length: numRows }, (_, row) => pick(values, row) ?? null),
        };
      }
      const values = numbersOf(known);
      return {
        name: field.name,
        type: field.type,
        values: Float64Array.from({ length: numRows }, (_, row) => pick(values, row) ?? Number.NaN),
      };
    }),
  };
}

const numbersOf = (profile: ColumnProfile | undefined): readonly number[] =>
  profile && profile.type !== 'string' ? profile.sample : [];

const primes = [1, 7, 13, 29, 43, 61, 79, 101, 127, 151, 179, 199];
