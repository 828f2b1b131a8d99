import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { loadTypeScriptFor } from '@/cells/compiler/load-typescript';
import { parseNotebook } from '@/cells/document/parse';
import { findUnpinned } from '@/cells/kinds/find-unpinned';
import { query } from '../../command';
import { models, modelVersions, revisionContents } from '../../db/schema';
import { AppError } from '../../errors';
import { modelName } from './names';

/** What the slice of a version reads that nothing fixes. Apart from the version itself, which is read often: this compiles the slice. */
export const readUnpinned = query({
  action: 'model.read',
  input: z.object({ model: modelName, version: z.number().int().positive() }),
  async run({ db }, { model, version }) {
    const [row] = await db
      .select({ slice: revisionContents.html })
      .from(modelVersions)
      .innerJoin(models, eq(models.id, modelVersions.modelId))
      .innerJoin(revisionContents, eq(revisionContents.hash, modelVersions.sliceHash))
      .where(and(eq(models.name, model), eq(modelVersions.number, version)));
    if (!row) throw new AppError('not_found', `${model} has no version ${version}.`);
    const slice = parseNotebook(row.slice);
    await loadTypeScriptFor(slice.cells);
    return findUnpinned(slice);
  },
});
