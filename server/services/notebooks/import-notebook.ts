import { and, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { type lockedNotebook, wantedNotebook } from '@/cells/bridge/notebooks';
import { toNotebookName } from '@/cells/document/notebook-name';
import { query } from '../../command';
import type { Context } from '../../context';
import { datasets, grants, notebooks, revisionContents, revisions } from '../../db/schema';
import { AppError } from '../../errors';

/** Notebooks that import one another; more than this at a time nobody reads. */
const mostImported = 500;

/**
 * Another notebook for a frame that imports its cells: the locked revision, or the newest. `ask` where nobody allowed it yet, with what a
 * person should know who does. What an imported notebook imports was allowed there.
 */
export const importNotebook = query({
  action: 'notebook.read',
  input: wantedNotebook.extend({ notebookId: z.string() }),
  async run(context, { notebookId, name, importer, locked }) {
    if (importer !== undefined) await requireImport(context, notebookId, importer);
    const from = importer ?? notebookId;
    const found = locked ? await findById(context, locked.id, name) : await findByName(context, name);
    if (found.id === from)
      throw new AppError(
        'unprocessable',
        'A notebook has its own cells already: it cannot import from itself.',
      );
    const allowed = await context.db.query.grants.findFirst({
      where: and(eq(grants.notebookId, from), eq(grants.kind, 'notebook'), eq(grants.subjectId, found.id)),
    });
    if (!allowed && importer !== undefined)
      throw new AppError(
        'forbidden',
        `“${await titleOf(context, importer)}” imports from “${found.title}”, and was not allowed to yet. Open it and run that cell there.`,
      );
    if (!allowed)
      return {
        state: 'ask' as const,
        notebook: { id: found.id, title: found.title, revision: locked?.revision ?? found.head },
        tables: await tablesBehind(context, found.id),
      };
    return { state: 'ready' as const, notebook: await readImported(context, found, locked) };
  },
});

/** How the notebooks that a lock names stand now: for each its title and newest revision, or that it is in the trash. */
export const listImported = query({
  action: 'notebook.read',
  input: z.object({ ids: z.array(z.string()).max(1000) }),
  async run(context, { ids }) {
    if (ids.length === 0) return [];
    const rows = await context.db
      .select({
        ...{ id: notebooks.id, title: notebooks.title, deletedAt: notebooks.deletedAt },
        ...{ revision: revisions.number, hash: revisions.hash, savedAt: revisions.createdAt },
      })
      .from(notebooks)
      .innerJoin(revisions, and(eq(revisions.notebookId, notebooks.id), eq(revisions.number, notebooks.head)))
      .where(inArray(notebooks.id, ids));
    return rows.map(({ deletedAt, ...row }) => ({ ...row, isDeleted: deletedAt !== null }));
  },
});

/**
 * Refuses unless the notebook may run cells of the other: by a grant of its own, or by way of notebooks that it imports and their grants.
 * @throws AppError forbidden
 */
export async function requireImport(
  { db }: Pick<Context, 'db'>,
  notebookId: string,
  imported: string,
): Promise<void> {
  const reached = await listReachable({ db }, notebookId);
  if (!reached.has(imported))
    throw new AppError(
      'forbidden',
      'This notebook may not run cells of that one. Import from it, and allow the import.',
    );
}

/** All notebooks whose cells may run in one: grants lead from each to the next. */
export async function listReachable(
  { db }: Pick<Context, 'db'>,
  notebookId: string,
): Promise<ReadonlySet<string>> {
  const reached = new Set<string>();
  let next = [notebookId];
  while (next.length > 0 && reached.size < mostImported) {
    const rows = await db
      .select({ id: grants.subjectId })
      .from(grants)
      .innerJoin(notebooks, eq(notebooks.id, grants.subjectId))
      .where(and(inArray(grants.notebookId, next), eq(grants.kind, 'notebook'), isNull(notebooks.deletedAt)));
    next = [...new Set(rows.map(({ id }) => id))].filter((id) => !reached.has(id));
    for (const id of next) reached.add(id);
  }
  return reached;
}

/** Tables that come along: its own, and those of what it imports in turn. */
async function tablesBehind({ db }: Context, id: string) {
  const owners = [id, ...(await listReachable({ db }, id))];
  return db
    .select({ table: grants.name, dataset: datasets.name })
    .from(grants)
    .innerJoin(datasets, eq(datasets.id, grants.subjectId))
    .where(and(inArray(grants.notebookId, owners), eq(grants.kind, 'dataset')))
    .orderBy(grants.name);
}

interface Known {
  readonly id: string;
  readonly title: string;
  readonly head: number;
  readonly folder: string;
  readonly deletedAt: Date | null;
}

const fields = {
  ...{ id: notebooks.id, title: notebooks.title, head: notebooks.head },
  ...{ folder: notebooks.folder, deletedAt: notebooks.deletedAt },
};

async function findById({ db }: Context, id: string, name: string): Promise<Known> {
  const [found] = await db.select(fields).from(notebooks).where(eq(notebooks.id, id));
  if (!found)
    throw new AppError(
      'not_found',
      `The notebook that ${name} meant is not in this workspace: it was deleted for ever, or this one came from elsewhere. Look for it by its name anew in Packages.`,
    );
  return refuseDeleted(found);
}

async function findByName({ db }: Context, name: string): Promise<Known> {
  const all = await db.select(fields).from(notebooks);
  const byId = all.find(({ id }) => id === name);
  if (byId) return refuseDeleted(byId);
  const wanted = toNotebookName(name);
  const named = all.filter(({ title }) => toNotebookName(title) === wanted);
  const living = named.filter(({ deletedAt }) => deletedAt === null);
  const [found, second] = living;
  if (found && second)
    throw new AppError(
      'conflict',
      `${living.length} notebooks are called ${wanted}: ${living.slice(0, 5).map(sayPlace).join(', ')}. Import from one of them by its id.`,
    );
  if (found) return found;
  const [deleted] = named;
  if (deleted) return refuseDeleted(deleted);
  const near = all
    .filter(({ title, deletedAt }) => deletedAt === null && isNear(toNotebookName(title), wanted))
    .slice(0, 3)
    .map(({ title }) => `notebook:${toNotebookName(title)}`);
  throw new AppError(
    'not_found',
    `There is no notebook called ${wanted || name}. ${near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Write its title in small letters with hyphens, as in notebook:sales-forecast, or its id.'}`,
  );
}

const sayPlace = ({ id, title, folder }: Known): string =>
  `“${title}”${folder && ` in ${folder}`} (notebook:${id})`;

const isNear = (name: string, wanted: string): boolean =>
  name !== '' &&
  wanted !== '' &&
  (name.startsWith(wanted) || wanted.startsWith(name) || name.includes(wanted));

function refuseDeleted(found: Known): Known {
  if (found.deletedAt === null) return found;
  throw new AppError('not_found', `“${found.title}” is in the trash. Restore it there to import from it.`);
}

async function titleOf({ db }: Context, id: string): Promise<string> {
  const found = await db.query.notebooks.findFirst({ where: eq(notebooks.id, id), columns: { title: true } });
  return found?.title ?? id;
}

async function readImported(
  { db }: Context,
  { id, title, head }: Known,
  locked: z.infer<typeof lockedNotebook> | undefined,
) {
  const revision = locked?.revision ?? head;
  const [row] = await db
    .select({ hash: revisions.hash, html: revisionContents.html })
    .from(revisions)
    .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
    .where(and(eq(revisions.notebookId, id), eq(revisions.number, revision)));
  if (!row)
    throw new AppError(
      'not_found',
      `Revision ${revision} of “${title}” is not kept any more. Go to its newest revision in Packages.`,
    );
  if (locked && locked.hash !== row.hash)
    throw new AppError(
      'conflict',
      `Revision ${revision} of “${title}” is not the one that this notebook was written with: its lock comes from another workspace. Go to the newest revision in Packages.`,
    );
  return { id, title, revision, ...row };
}
