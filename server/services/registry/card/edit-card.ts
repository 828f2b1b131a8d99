import { z } from 'zod';
import { command } from '../../../command';
import { modelCards } from '../../../db/schema';
import { modelName } from '../names';
import { findVersion, writtenFor } from './read-card';
import { cardSectionIds } from './sections';

/**
 * Writes one section of a version's card; an empty text gives it back to what is known. The first edit takes over what the
 * former version's card said.
 */
export const editCard = command({
  action: 'model.card',
  input: z.object({
    model: modelName,
    version: z.number().int().positive(),
    section: z.enum(cardSectionIds),
    markdown: z.string().trim().max(20_000, 'A section has at most 20 000 characters'),
  }),
  async run(context, { model, version, section, markdown }) {
    const row = await findVersion(context, model, version);
    const before = await writtenFor(context, row);
    const sections = { ...before.sections, [section]: markdown };
    const changed = { sections, changedAt: context.now(), changedBy: context.actor.id };
    await context.db
      .insert(modelCards)
      .values({ versionId: row.version.id, from: before.from, ...changed })
      .onConflictDoUpdate({ target: modelCards.versionId, set: changed });
    context.audit(`model:${model}`, { version, section, characters: markdown.length });
    return { model, version, section };
  },
});
