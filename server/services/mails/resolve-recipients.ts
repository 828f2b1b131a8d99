import { and, eq, isNotNull } from 'drizzle-orm';
import type { Context } from '../../context';
import { roleAssignments, users } from '../../db/schema';
import { cellRecipient, isAddress, mostRecipients, recipientRoles } from './recipient';

export interface ResolvedRecipients {
  readonly addresses: readonly string[];
  /** What could not be done, in words; nothing is left out silently. */
  readonly problems: readonly string[];
}

/**
 * The addresses that a list of recipients stands for. `textOf` gives what a cell of the notebook showed, undefined when there is none:
 * addresses are read out of it, 50 at most in all.
 */
export async function resolveRecipients(
  { db }: Pick<Context, 'db'>,
  list: readonly string[],
  textOf: (cell: string) => string | undefined,
): Promise<ResolvedRecipients> {
  const found: string[] = [];
  const problems: string[] = [];
  for (const entry of list) {
    const cell = cellRecipient.exec(entry)?.[1];
    if (cell !== undefined) {
      const text = textOf(cell);
      const addresses = addressesIn(text ?? '');
      if (text === undefined)
        problems.push(`Recipients ${entry}: the notebook has no cell ${cell} that ran.`);
      else if (addresses.length === 0) problems.push(`Recipients ${entry}: the cell gives no mail address.`);
      found.push(...addresses);
    } else if (entry in recipientRoles) {
      const addresses = await addressesOfRole(db, recipientRoles[entry as keyof typeof recipientRoles]); // asked above
      if (addresses.length === 0)
        problems.push(`Recipients ${entry}: nobody of that role has a mail address.`);
      found.push(...addresses);
    } else found.push(entry);
  }
  const unique = [...new Map(found.map((address) => [address.toLowerCase(), address])).values()];
  if (unique.length > mostRecipients)
    problems.push(
      `The recipients are ${unique.length}; it went to the first ${mostRecipients}. Use a mailing list.`,
    );
  return { addresses: unique.slice(0, mostRecipients), problems };
}

/** Every whole address in a text, as an array or an object of them is shown. */
function addressesIn(text: string): string[] {
  return text
    .slice(0, 100_000)
    .split(/[\s"'`,;:<>()[\]{}|]+/)
    .filter((word) => word.includes('@') && isAddress(word));
}

async function addressesOfRole(db: Context['db'], role: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ email: users.email })
    .from(users)
    .innerJoin(roleAssignments, eq(roleAssignments.userId, users.id))
    .where(and(eq(roleAssignments.role, role), isNotNull(users.email)))
    .orderBy(users.email)
    .limit(mostRecipients + 1);
  return rows.flatMap(({ email }) => (email && isAddress(email) ? [email] : []));
}
