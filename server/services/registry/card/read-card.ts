import { and, desc, eq, inArray, isNotNull, lt } from 'drizzle-orm';
import { z } from 'zod';
import { maskVerdict } from '@/cells/gates/mask-verdict';
import { maskParts } from '@/cells/personal';
import { query } from '../../../command';
import type { CommandContext, Context } from '../../../context';
import {
  datasetVersions,
  gateChecks,
  modelCards,
  models,
  modelVersions,
  notebooks,
  revisions,
  users,
  versionFigures,
} from '../../../db/schema';
import { AppError } from '../../../errors';
import { modelName } from '../names';
import { personalOf } from '../read-personal';
import { cardToHtml, cardToMarkdown, markdownToHtml, type RenderedCard } from './render-card';
import { cardSections, missingOf } from './sections';
import { writeKnown } from './write-known';

type Reader = Pick<Context | CommandContext, 'db'>;
const reference = z.object({ model: modelName, version: z.number().int().positive() });

/** A version's card: each section with its text, who wrote it, and what is still missing. */
export const readCard = query({
  action: 'model.read',
  input: reference,
  async run(context, { model, version }) {
    const row = await findVersion(context, model, version);
    const written = await writtenFor(context, row);
    const known = writeKnown(await factsOf(context, row));
    const sections = cardSections.map(({ id, title, known: isKnown, hint }) => {
      const own = written.sections[id];
      const markdown = own?.trim() ? own : (known[id] ?? '');
      return {
        id,
        title,
        hint,
        isKnown,
        isWritten: Boolean(own?.trim()),
        markdown,
        html: markdownToHtml(markdown),
      };
    });
    const about = aboutOf(row);
    return {
      ...{ model, version, sections, ...about, from: written.from, changedAt: written.changedAt },
      changedBy: written.by,
      missing: missingOf(written.sections, about),
    };
  },
});

/** The whole card as a file. */
export async function exportCard(
  context: Context,
  input: z.infer<typeof reference>,
  form: 'html' | 'md',
): Promise<string> {
  const card = await readCard(context, input);
  const rendered: RenderedCard = {
    title: `${card.model}, version ${card.version}`,
    facts: [
      ['Owner', card.owner || '—'],
      ['Licence', card.licence || '—'],
      ['Promoted', `${card.promotedAt.toISOString().slice(0, 10)} by ${card.author ?? 'somebody'}`],
      ...(card.missing.length > 0 ? [['Not complete', card.missing.join(', ')] as const] : []),
    ],
    sections: card.sections,
  };
  return form === 'html' ? cardToHtml(rendered) : cardToMarkdown(rendered);
}

/** What is missing of a version's card; empty when it is complete. */
export async function missingOfCard(context: Reader, model: string, version: number): Promise<string[]> {
  const row = await findVersion(context, model, version);
  return missingOf((await writtenFor(context, row)).sections, aboutOf(row));
}

type Row = Awaited<ReturnType<typeof findVersion>>;

/** A version's own words go before its model's. */
const aboutOf = ({ version, model, author }: Row) => ({
  owner: version.owner || model.owner,
  licence: version.licence || model.licence,
  promotedAt: version.createdAt,
  author,
});

export async function findVersion({ db }: Reader, name: string, number: number) {
  const [row] = await db
    .select({
      version: modelVersions,
      model: models,
      author: users.name,
      notebook: notebooks.title,
      revision: revisions.number,
    })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .leftJoin(users, eq(users.id, modelVersions.createdBy))
    .leftJoin(notebooks, eq(notebooks.id, modelVersions.notebookId))
    .leftJoin(revisions, eq(revisions.id, modelVersions.revisionId))
    .where(and(eq(models.name, name), eq(modelVersions.number, number)));
  if (!row) throw new AppError('not_found', `${name} has no version ${number}.`);
  return row;
}

/** What was written for a version; while nothing was, what was written for the newest version before it. */
export async function writtenFor({ db }: Reader, { version }: Pick<Row, 'version'>) {
  const select = () =>
    db
      .select({ card: modelCards, number: modelVersions.number, by: users.name })
      .from(modelCards)
      .innerJoin(modelVersions, eq(modelVersions.id, modelCards.versionId))
      .leftJoin(users, eq(users.id, modelCards.changedBy));
  const [own] = await select().where(eq(modelCards.versionId, version.id));
  if (own)
    return { sections: own.card.sections, from: own.card.from, changedAt: own.card.changedAt, by: own.by };
  const [former] = await select()
    .where(and(eq(modelVersions.modelId, version.modelId), lt(modelVersions.number, version.number)))
    .orderBy(desc(modelVersions.number))
    .limit(1);
  return { sections: former?.card.sections ?? {}, from: former?.number ?? null, changedAt: null, by: null };
}

/** What the registry knows, without the values of personal columns. */
async function factsOf({ db }: Reader, { version, model, notebook, revision }: Row) {
  const [check] = await db
    .select({ verdicts: gateChecks.verdicts })
    .from(gateChecks)
    .where(
      and(
        eq(gateChecks.modelId, model.id),
        eq(gateChecks.version, version.number),
        isNotNull(gateChecks.finishedAt),
      ),
    )
    .orderBy(desc(gateChecks.createdAt))
    .limit(1);
  const [judged] = await db.select().from(versionFigures).where(eq(versionFigures.versionId, version.id));
  const hashes = version.data.map(({ hash }) => hash);
  const known = hashes.length
    ? await db
        .select({ hash: datasetVersions.hash, rows: datasetVersions.rows, notes: datasetVersions.notes })
        .from(datasetVersions)
        .where(inArray(datasetVersions.hash, hashes))
    : [];
  const data = version.data.map((used) => ({ ...used, ...known.find(({ hash }) => hash === used.hash) }));
  const personal = await personalOf({ db }, version);
  const names = maskParts(
    (judged?.figures.slices ?? []).map(({ name }) => name),
    personal,
  );
  return {
    ...version,
    model: model.name,
    data,
    notebook,
    revision,
    verdicts: (check?.verdicts ?? []).map((verdict) => maskVerdict(verdict, personal)),
    figures: judged && {
      ...judged.figures,
      slices: judged.figures.slices.map((slice, i) => ({ ...slice, name: names[i] ?? slice.name })),
    },
  };
}
