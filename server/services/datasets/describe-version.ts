import { and, eq, ne } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { Context } from '../../context';
import { datasetVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { requireVersion } from './read-dataset';

/** A name by which `data set@name` finds a version: no number, which is what versions are called without one. */
export const versionName = z
  .string()
  .trim()
  .max(60, 'A version’s name has at most 60 characters')
  .regex(/^[^@\s/\\]*$/, 'A version’s name has no spaces, slashes or @')
  .refine((name) => !/^(v?\d+|newest)$/i.test(name), {
    message: 'Choose a name that is no number: versions have one already',
  });
export const versionNote = z.string().trim().max(4000, 'A note has at most 4000 characters');

/** Names a version and says what it is; an empty name takes the name away. Its content never changes. */
export const describeVersion = command({
  action: 'dataset.describe',
  input: z.object({
    id: z.string(),
    version: z.number().int().positive(),
    name: versionName.optional(),
    note: versionNote.optional(),
  }),
  async run(context, { id, version, name, note }) {
    const known = await requireVersion(context, id, version);
    if (name) await requireFreeName(context, { id, name, version });
    const described = {
      name: name === undefined ? known.name : name || null,
      note: note ?? known.note,
    };
    await context.db.update(datasetVersions).set(described).where(eq(datasetVersions.id, known.id));
    context.audit(`dataset:${id}`, { version, ...described });
    return described;
  },
});

/** Throws AppError conflict, naming the version that has the name. */
export async function requireFreeName(
  { db }: Pick<Context, 'db'>,
  { id, name, version }: { id: string; name: string; version?: number },
): Promise<void> {
  const taken = await db.query.datasetVersions.findFirst({
    where: and(
      eq(datasetVersions.datasetId, id),
      eq(datasetVersions.name, name),
      version === undefined ? undefined : ne(datasetVersions.number, version),
    ),
  });
  if (taken)
    throw new AppError(
      'conflict',
      `Version ${taken.number} is named ${name}. Choose another name, or take it away there first.`,
    );
}
