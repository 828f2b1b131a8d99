import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../../command';
import { modelVersions, versionFigures } from '../../../db/schema';
import { AppError } from '../../../errors';

const interval = { value: z.number(), low: z.number(), high: z.number() };

/** Writes down how good a version is on its held-out rows. */
export const recordFigures = command({
  action: 'model.verify',
  input: z.object({
    versionId: z.string(),
    figures: z.object({
      rows: z.number().int().positive(),
      metrics: z.record(z.string(), z.object(interval)),
      slices: z.array(
        z.object({ name: z.string(), size: z.number().int(), metric: z.string(), ...interval }),
      ),
    }),
  }),
  async run(context, { versionId, figures }) {
    const [version] = await context.db
      .select({ id: modelVersions.id })
      .from(modelVersions)
      .where(eq(modelVersions.id, versionId));
    if (!version) throw new AppError('not_found', 'The version was deleted.');
    const at = context.now();
    await context.db
      .insert(versionFigures)
      .values({ versionId, figures, at })
      .onConflictDoUpdate({ target: versionFigures.versionId, set: { figures, at } });
    context.audit(`version:${versionId}`, { judgedOn: figures.rows });
    return { versionId };
  },
});
