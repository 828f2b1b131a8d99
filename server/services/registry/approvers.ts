import { eq } from 'drizzle-orm';
import type { CommandContext, Context } from '../../context';
import { roleAssignments, users } from '../../db/schema';
import { permissions, type Role, roles } from '../../permissions';

/** The people whose role lets them approve a version, by name. */
export async function listApprovers({ db }: Pick<Context | CommandContext, 'db'>) {
  const rows = await db
    .select({ id: users.id, name: users.name, role: roleAssignments.role })
    .from(users)
    .innerJoin(roleAssignments, eq(roleAssignments.userId, users.id))
    .orderBy(users.name);
  const may = (role: string) =>
    roles.some((one: Role) => one === role && permissions[one].has('model.approve'));
  const people = new Map(rows.filter(({ role }) => may(role)).map(({ id, name }) => [id, name]));
  return [...people].map(([id, name]) => ({ id, name }));
}
