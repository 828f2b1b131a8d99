import { and, asc, count, desc, eq, ilike, inArray, isNotNull, isNull, like, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { notebooks, notebookTags, users } from '../../db/schema';
import { escapeLike } from './escape-like';
import { folderPath } from './folder-path';

/** What a list of notebooks may be narrowed to. */
const chosen = z.object({
  /** Notebooks of this folder; `''` are those in none. Absent: all. */
  folder: folderPath.optional(),
  /** With those of the folders in it. */
  withSubfolders: z.boolean().default(false),
  /** Notebooks that have all of these. */
  tags: z.array(z.string().max(100)).max(20).default([]),
  /** The user who made it. */
  createdBy: z.string().optional(),
  /** Made from an example, or to watch a model; `own`: neither. */
  kind: z.enum(['example', 'monitoring', 'own']).optional(),
  title: z.string().max(500).optional(),
  deleted: z.boolean().default(false),
});

/** A page of the notebooks that were chosen, with how many there are in all. */
export const browseNotebooks = query({
  action: 'notebook.read',
  input: chosen.extend({
    sort: z.enum(['changed', 'title']).default('changed'),
    descending: z.boolean().default(true),
    offset: z.number().int().min(0).default(0),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  async run({ db }, { sort, descending, offset, limit, ...wanted }) {
    const where = whereOf(wanted);
    const by =
      sort === 'title'
        ? sql`lower(${notebooks.title})`
        : wanted.deleted
          ? notebooks.deletedAt
          : notebooks.updatedAt;
    const direction = descending ? desc : asc;
    const [[total], rows] = await Promise.all([
      db.select({ count: count() }).from(notebooks).where(where),
      db
        .select({
          id: notebooks.id,
          title: notebooks.title,
          folder: notebooks.folder,
          origin: notebooks.origin,
          revision: notebooks.head,
          updatedAt: notebooks.updatedAt,
          deletedAt: notebooks.deletedAt,
          by: users.name,
        })
        .from(notebooks)
        .leftJoin(users, eq(users.id, notebooks.createdBy))
        .where(where)
        .orderBy(direction(by), direction(notebooks.id))
        .offset(offset)
        .limit(limit),
    ]);
    const ids = rows.map(({ id }) => id);
    const tags = ids.length
      ? await db.select().from(notebookTags).where(inArray(notebookTags.notebookId, ids))
      : [];
    return {
      total: total?.count ?? 0,
      notebooks: rows.map((row) => ({
        ...row,
        tags: tags
          .filter(({ notebookId }) => notebookId === row.id)
          .map(({ tag }) => tag)
          .sort(),
      })),
    };
  },
});

function whereOf({ folder, withSubfolders, tags, createdBy, kind, title, deleted }: z.output<typeof chosen>) {
  const isExample = like(notebooks.origin, 'example:%');
  const isMonitoring = like(notebooks.origin, 'monitor:%');
  return and(
    deleted ? isNotNull(notebooks.deletedAt) : isNull(notebooks.deletedAt),
    folder === undefined || (folder === '' && withSubfolders)
      ? undefined
      : withSubfolders
        ? or(eq(notebooks.folder, folder), like(notebooks.folder, `${escapeLike(folder)}/%`))
        : eq(notebooks.folder, folder),
    ...tags.map(
      (tag) =>
        sql`exists (select 1 from ${notebookTags} where ${notebookTags.notebookId} = ${notebooks.id} and ${notebookTags.tag} = ${tag})`,
    ),
    createdBy === undefined ? undefined : eq(notebooks.createdBy, createdBy),
    kind === 'example'
      ? isExample
      : kind === 'monitoring'
        ? isMonitoring
        : kind === 'own'
          ? isNull(notebooks.origin)
          : undefined,
    title ? ilike(notebooks.title, `%${escapeLike(title)}%`) : undefined,
  );
}

/** By what notebooks are filed: each folder, tag and person there is, with how many notebooks it has. */
export const listNotebookLabels = query({
  action: 'notebook.read',
  input: z.object({}),
  async run({ db }) {
    const standing = isNull(notebooks.deletedAt);
    const [folders, tags, people] = await Promise.all([
      db
        .select({ folder: notebooks.folder, notebooks: count() })
        .from(notebooks)
        .where(standing)
        .groupBy(notebooks.folder)
        .orderBy(notebooks.folder),
      db
        .select({ tag: notebookTags.tag, notebooks: count() })
        .from(notebookTags)
        .innerJoin(notebooks, and(eq(notebooks.id, notebookTags.notebookId), standing))
        .groupBy(notebookTags.tag)
        .orderBy(notebookTags.tag)
        .limit(1000),
      db
        .select({ id: notebooks.createdBy, name: users.name, notebooks: count() })
        .from(notebooks)
        .innerJoin(users, eq(users.id, notebooks.createdBy))
        .where(standing)
        .groupBy(notebooks.createdBy, users.name)
        .orderBy(users.name),
    ]);
    return { folders: folders.filter(({ folder }) => folder !== ''), tags, people };
  },
});
