import { isNull, ne } from 'drizzle-orm';
import type { Context } from '../../context';
import { comments, users } from '../../db/schema';
import { workerId } from '../auth';

/** People who can be called: users with the address of each that has one, and those who wrote a comment under a chosen name. */
export async function knownPeople({
  db,
}: {
  readonly db: Pick<Context['db'], 'select' | 'selectDistinct'>;
}): Promise<{ readonly name: string; readonly email: string | null }[]> {
  const [accounts, authors] = await Promise.all([
    db.select({ name: users.name, email: users.email }).from(users).where(ne(users.id, workerId)).limit(1000),
    db.selectDistinct({ name: comments.author }).from(comments).where(isNull(comments.deletedAt)).limit(1000),
  ]);
  const known = new Set(accounts.map(({ name }) => name));
  return [
    ...accounts,
    ...authors.filter(({ name }) => !known.has(name)).map(({ name }) => ({ name, email: null })),
  ].sort((a, b) => a.name.localeCompare(b.name));
}
