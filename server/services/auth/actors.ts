import { eq } from 'drizzle-orm';
import type { System } from '../../context';
import { roleAssignments, users } from '../../db/schema';
import { AppError } from '../../errors';
import { type Actor, type Role, roles } from '../../permissions';

/** The person at this machine, where no accounts are set up. */
export const localOwnerId = 'local';
/** Jobs of this server. */
export const workerId = 'worker';

const builtIn: readonly { id: string; name: string; role: Role }[] = [
  { id: localOwnerId, name: 'You', role: 'owner' },
  { id: workerId, name: 'Cellar', role: 'worker' },
];

/** Gives the local owner and the worker their rows in the role table, once. */
export async function ensureBuiltInActors(system: Pick<System, 'db' | 'now'>): Promise<void> {
  await system.db.transaction(async (tx) => {
    for (const { id, name, role } of builtIn) {
      await tx.insert(users).values({ id, name, createdAt: system.now() }).onConflictDoNothing();
      await tx.insert(roleAssignments).values({ userId: id, role }).onConflictDoNothing();
    }
  });
}

/** The actor behind a user id, with the roles that the table gives. Throws AppError unauthenticated for nobody. */
export async function actorOf(system: Pick<System, 'db'>, userId: string): Promise<Actor> {
  const rows = await system.db
    .select({ name: users.name, role: roleAssignments.role })
    .from(users)
    .leftJoin(roleAssignments, eq(roleAssignments.userId, users.id))
    .where(eq(users.id, userId));
  const [first] = rows;
  if (!first) throw new AppError('unauthenticated', `There is no user ${userId} in this workspace.`);
  return {
    id: userId,
    name: first.name,
    roles: roles.filter((role) => rows.some((row) => row.role === role)),
  };
}
