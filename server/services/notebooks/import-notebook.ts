import { and, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { type lockedNotebook, wantedNotebook } from '@/cells/bridge/notebooks';
import type { LockedNotebook } from '@/cells/document/notebook-lock';
import { query } from '../../command';
import type { Context } from '../../context';
import { datasets, grants, notebooks, revisionContents, revisions } from '../../db/schema';
import { AppError } from '../../errors';
import { findImported, type KnownNotebook } from './find-imported';

/** Notebooks that import one another; more than this at a time nobody reads. */
const mostImported = 500;

/**
 * Another notebook for a frame that imports its cells: the locked revision, or the newest. `ask` where nobody allowed it yet, with what a
 * person should know who does; `unknown` where there is none by that name, with what a person may be told.
 * Both are for people, not for a frame. What an imported notebook imports was allowed there.
 */
export const importNotebook = query({
  action: 'notebook.read',
  input: wantedNotebook.extend({ notebookId: z.string() }),
  async run(context, { notebookId, name, importer, locked }) {
    if (importer !== undefined) await requireImport(context, notebookId, importer);
    const from = importer ?? notebookId;
    const { notebook, isAllowed, said } = await findImported(context, from, { name, lockedId: locked?.id });
    // The same words whether there is such a notebook or not: they are shown to the frame.
    if (!isAllowed && importer !== undefined)
      throw new AppError(
        'forbidden',
        `“${await titleOf(context, importer)}” imports from ${name}, and was not allowed to yet. Open it and run that cell there.`,
      );
    if (!notebook) return { state: 'unknown' as const, said };
    if (!isAllowed)
      return {
        state: 'ask' as const,
        notebook: {
          ...{ id: notebook.id, title: notebook.title },
          revision: locked?.revision ?? notebook.head,
        },
        tables: await tablesBehind(context, notebook.id),
      };
    return { state: 'ready' as const, notebook: await readImported(context, notebook, locked) };
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
export const listReachable = async (
  context: Pick<Context, 'db'>,
  notebookId: string,
): Promise<ReadonlySet<string>> =>
  new Set((await listAllowedImports(context, notebookId)).map(({ imported }) => imported));

/** That cells of the one may run in the other. */
export interface AllowedImport {
  readonly importer: string;
  readonly imported: string;
}

/** The grants by which cells may run in a notebook: its own, and those of all that they lead to. What lies in the trash is left out. */
export async function listAllowedImports(
  { db }: Pick<Context, 'db'>,
  notebookId: string,
): Promise<readonly AllowedImport[]> {
  const found: AllowedImport[] = [];
  const reached = new Set<string>();
  let next = [notebookId];
  while (next.length > 0 && reached.size < mostImported) {
    const rows = await db
      .select({ importer: grants.notebookId, imported: grants.subjectId })
      .from(grants)
      .innerJoin(notebooks, eq(notebooks.id, grants.subjectId))
      .where(and(inArray(grants.notebookId, next), eq(grants.kind, 'notebook'), isNull(notebooks.deletedAt)));
    found.push(...rows);
    next = [...new Set(rows.map(({ imported }) => imported))].filter((id) => !reached.has(id));
    for (const id of next) reached.add(id);
  }
  return found;
}

/** The text of a revision that a lock names; undefined where it is not kept, or has another hash. Whoever asks has looked at the grants. */
export async function readLocked(
  { db }: Pick<Context, 'db'>,
  { id, revision, hash }: LockedNotebook,
): Promise<string | undefined> {
  const [row] = await db
    .select({ html: revisionContents.html })
    .from(revisions)
    .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
    .where(and(eq(revisions.notebookId, id), eq(revisions.number, revision), eq(revisions.hash, hash)));
  return row?.html;
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

async function titleOf({ db }: Context, id: string): Promise<string> {
  const found = await db.query.notebooks.findFirst({ where: eq(notebooks.id, id), columns: { title: true } });
  return found?.title ?? id;
}

async function readImported(
  { db }: Context,
  { id, title, head }: KnownNotebook,
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
