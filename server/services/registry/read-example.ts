import { z } from 'zod';
import type { Signature } from '@/cells/ml/model';
import { type PersonalColumns, placeholderFor } from '@/cells/personal';
import type { Storage } from '../../storage/storage';

const splitFrame = z.object({ columns: z.array(z.string()), data: z.array(z.array(z.unknown())).min(1) });
/** How MLflow keeps an example that has no names. */
const matrix = z.array(z.array(z.unknown())).min(1);
export type JsonValue = string | number | boolean | null;

/**
 * One row that the model takes: the first of the package's input example (MLflow's split form), completed from the signature
 * where it says nothing. In columns with personal data stands something made up.
 */
export async function readExample(
  storage: Storage,
  files: Readonly<Record<string, { hash: string; bytes: number }>>,
  { signature, personal }: { signature: Signature; personal?: PersonalColumns },
): Promise<Record<string, JsonValue>> {
  const given = await readFirstRow(storage, files['input_example.json'], signature);
  return Object.fromEntries(
    signature.inputs.map((field) => {
      const value = given[field.name];
      const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      const shown = plain ? value : fallback(field);
      const kind = personal?.get(field.name);
      return [field.name, kind === undefined ? shown : placeholderFor(kind, shown)];
    }),
  );
}

async function readFirstRow(
  storage: Storage,
  file: { hash: string; bytes: number } | undefined,
  { inputs }: Signature,
): Promise<Record<string, unknown>> {
  if (!file || file.bytes > 1024 * 1024 || !(await storage.has(file.hash))) return {};
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(await storage.readAll(file.hash)));
    const [first] = matrix.safeParse(json).data ?? [];
    if (first) return Object.fromEntries(inputs.map(({ name }, index) => [name, first[index]]));
    const frame = splitFrame.parse(json);
    return Object.fromEntries(frame.columns.map((name, index) => [name, frame.data[0]?.[index]]));
  } catch {
    // A package without a readable example is still a good package: the signature gives one.
    return {};
  }
}

const fallback = (field: Signature['inputs'][number]): JsonValue => {
  if (field.type === 'number') return 0;
  if (field.type === 'boolean') return false;
  if (field.type === 'date') return '2025-01-01T00:00:00Z';
  return field.categories?.[0] ?? '';
};
