import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, lt } from 'drizzle-orm';
import { z } from 'zod';
import { queryStatement } from '@/cells/bridge/queries';
import { command } from '../../command';
import { actingAs, type System } from '../../context';
import { connectionQueries } from '../../db/schema';
import { AppError } from '../../errors';
import { createSecretBox } from '../../secrets';
import { actorOf, workerId } from '../auth';
import { requireGrant } from '../notebooks';
import { grantedTarget } from './ask-connection';
import type { Statement, Target } from './engines/engine';

const statement = queryStatement.shape;

const secondsToFetch = 60;
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
const ownerOf = (id: string) => `connection-query:${id}`;

/** Takes a query of a notebook and gives the path at which its result can be fetched, once, soon. */
export const openQuery = command({
  action: 'connection.query',
  // Cells run as often as an input moves.
  isLog: true,
  input: z.object({ notebookId: z.string(), connection: z.string().max(200), ...statement }),
  async run(context, { notebookId, connection, texts, parameters }) {
    const grant = await requireGrant(context, notebookId, 'connection', connection);
    const now = context.now();
    await context.db
      .delete(connectionQueries)
      .where(lt(connectionQueries.createdAt, new Date(now.getTime() - secondsToFetch * 1000)));
    const token = randomBytes(32).toString('base64url');
    const id = hashOf(token);
    await context.db.insert(connectionQueries).values({
      ...{ id, connectionId: grant.subjectId, notebookId, createdAt: now },
      request: createSecretBox(context.config).seal(
        JSON.stringify({ connection, texts, parameters }),
        ownerOf(id),
      ),
    });
    return { path: `/data/queries/${token}` };
  },
});

const claimQuery = command({
  action: 'connection.query',
  isLog: true,
  input: z.object({ token: z.string().max(200) }),
  async run(context, { token }) {
    const id = hashOf(token);
    const [row] = await context.db
      .delete(connectionQueries)
      .where(
        and(
          eq(connectionQueries.id, id),
          gt(connectionQueries.createdAt, new Date(context.now().getTime() - secondsToFetch * 1000)),
        ),
      )
      .returning();
    if (!row)
      throw new AppError('forbidden', 'This query was fetched already, or not in time. Run the cell again.');
    const asked: unknown = JSON.parse(createSecretBox(context.config).open(row.request, ownerOf(id)));
    return { notebookId: row.notebookId, ...queryStatement.extend({ connection: z.string() }).parse(asked) };
  },
});

/** The query that a token stands for, which no longer does; what it reads is decided by the grants of now. */
export async function takeQuery(
  system: System,
  token: string,
): Promise<{ readonly target: Target; readonly statement: Statement }> {
  const context = actingAs(system, await actorOf(system, workerId));
  const { notebookId, connection, texts, parameters } = await claimQuery(context, { token });
  return { target: await grantedTarget(context, notebookId, connection), statement: { texts, parameters } };
}
