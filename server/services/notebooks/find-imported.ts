import { and, eq } from 'drizzle-orm';
import { toNotebookName } from '@/cells/document/notebook-name';
import type { Context } from '../../context';
import { grants, notebooks } from '../../db/schema';
import { AppError } from '../../errors';

export interface KnownNotebook {
  readonly id: string;
  readonly title: string;
  readonly head: number;
  readonly folder: string;
  readonly deletedAt: Date | null;
}

export interface FoundNotebook {
  readonly notebook?: KnownNotebook;
  /** By a grant of the one that imports it. */
  readonly isAllowed: boolean;
  /** Why there is none: it is gone, in the trash, or itself; others have nearly that name, or several the very name. */
  readonly said?: string;
}

const fields = {
  ...{ id: notebooks.id, title: notebooks.title, head: notebooks.head },
  ...{ folder: notebooks.folder, deletedAt: notebooks.deletedAt },
};

/**
 * What `from` means by a name, or by an id that it is locked to. An error says no more than `from` may know: of notebooks that it may not
 * import, only `said` tells, which no frame may see.
 * @throws AppError not_found or conflict
 */
export async function findImported(
  { db }: Pick<Context, 'db'>,
  from: string,
  { name, lockedId }: { name: string; lockedId: string | undefined },
): Promise<FoundNotebook> {
  const all = await db
    .select(fields)
    .from(notebooks)
    .where(lockedId === undefined ? undefined : eq(notebooks.id, lockedId));
  if (lockedId !== undefined && all.length === 0) return { isAllowed: false, said: sayGone(name) };
  const given = await db
    .select({ id: grants.subjectId })
    .from(grants)
    .where(and(eq(grants.notebookId, from), eq(grants.kind, 'notebook')));
  const allowed = new Set(given.map(({ id }) => id));
  const meant = meantBy(name, lockedId, all);
  const living = meant.filter(({ deletedAt }) => deletedAt === null);
  const mine = living.filter(({ id }) => allowed.has(id));
  if (mine.length > 1) throw new AppError('conflict', saySeveral(name, mine));
  const [found] = mine.length > 0 ? mine : living;
  // A frame names its notebook as it likes: an error would tell it that no other is called so.
  if (found?.id === from && living.length === 1) return { isAllowed: false, said: itself };
  if (found && (mine.length === 1 || living.length === 1))
    return { notebook: found, isAllowed: mine.length === 1 };
  if (found) return { isAllowed: false, said: saySeveral(name, living) };
  const [deleted] = meant;
  if (deleted && allowed.has(deleted.id)) throw new AppError('not_found', sayDeleted(deleted));
  return { isAllowed: false, said: deleted ? sayDeleted(deleted) : sayNear(name, all) };
}

function meantBy(name: string, lockedId: string | undefined, all: readonly KnownNotebook[]) {
  const byId = all.filter(({ id }) => id === (lockedId ?? name));
  if (byId.length > 0) return byId;
  const wanted = toNotebookName(name);
  return all.filter(({ title }) => toNotebookName(title) === wanted);
}

const itself = 'A notebook has its own cells already: it cannot import from itself.';

const sayGone = (name: string): string =>
  `The notebook that ${name} meant is not in this workspace: it was deleted for ever, or this one came from elsewhere. Look for it by its name anew in Packages.`;

const saySeveral = (name: string, notebooks: readonly KnownNotebook[]): string =>
  `${notebooks.length} notebooks are called ${toNotebookName(name)}: ${notebooks.slice(0, 5).map(sayPlace).join(', ')}. Import from one of them by its id.`;

const sayPlace = ({ id, title, folder }: KnownNotebook): string =>
  `“${title}”${folder && ` in ${folder}`} (notebook:${id})`;

const sayDeleted = ({ title }: KnownNotebook): string =>
  `“${title}” is in the trash. Restore it there to import from it.`;

function sayNear(name: string, all: readonly KnownNotebook[]): string | undefined {
  const wanted = toNotebookName(name);
  const near = all
    .filter(({ title, deletedAt }) => deletedAt === null && isNear(toNotebookName(title), wanted))
    .slice(0, 3)
    .map(({ title }) => `notebook:${toNotebookName(title)}`);
  return near.length === 0
    ? undefined
    : `There is no notebook called ${wanted}. Did you mean ${near.join(' or ')}?`;
}

const isNear = (name: string, wanted: string): boolean =>
  name !== '' &&
  wanted !== '' &&
  (name.startsWith(wanted) || wanted.startsWith(name) || name.includes(wanted));
