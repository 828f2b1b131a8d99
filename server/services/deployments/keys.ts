import { createHash, randomBytes } from 'node:crypto';
import { and, count, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { deploymentKeys, deployments } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { modelName } from '../registry';
import { tellServing } from './change-routes';
import { holdDeployment } from './require-deployment';

export const keyScopes = ['predict', 'label'] as const;
const mostKeys = 200;

export const hashKey = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** The key is in the answer, and never shown again. */
export const createKey = command({
  action: 'deployment.key',
  input: z.object({
    deployment: modelName,
    name: z.string().trim().min(1, 'Give the key a name: who or what uses it').max(100),
    scopes: z.array(z.enum(keyScopes)).min(1, 'A key is for predictions, for labels, or for both'),
    expiresAt: z.iso.datetime().optional(),
  }),
  async run(context, { deployment, name, scopes, expiresAt }) {
    const { id: deploymentId } = await holdDeployment(context, deployment);
    if (expiresAt && Date.parse(expiresAt) <= context.now().getTime())
      throw new AppError('bad_request', 'The key would have expired already.');
    const [{ keys } = { keys: 0 }] = await context.db
      .select({ keys: count() })
      .from(deploymentKeys)
      .where(and(eq(deploymentKeys.deploymentId, deploymentId), isNull(deploymentKeys.revokedAt)));
    if (keys >= mostKeys)
      throw new AppError('conflict', `${deployment} has ${mostKeys} keys. Revoke some that nobody uses.`);
    const id = createId();
    const secret = `cellar_${randomBytes(32).toString('base64url')}`;
    const prefix = secret.slice(0, 12);
    await context.db.insert(deploymentKeys).values({
      ...{ id, deploymentId, name, prefix, hash: hashKey(secret), scopes },
      ...{ expiresAt: expiresAt ? new Date(expiresAt) : null },
      ...{ createdAt: context.now(), createdBy: context.actor.id },
    });
    await tellServing(context, deployment);
    context.audit(`deployment:${deployment}`, { key: prefix, name, scopes });
    return { id, prefix, secret };
  },
});

/** From the next request on the key opens nothing. Cannot be taken back. */
export const revokeKey = command({
  action: 'deployment.key',
  input: z.object({ id: z.string().max(100) }),
  async run(context, { id }) {
    const [key] = await context.db
      .update(deploymentKeys)
      .set({ revokedAt: context.now() })
      .where(and(eq(deploymentKeys.id, id), isNull(deploymentKeys.revokedAt)))
      .returning({ prefix: deploymentKeys.prefix, deploymentId: deploymentKeys.deploymentId });
    if (!key) throw new AppError('not_found', 'There is no such key; it was revoked meanwhile.');
    const [deployment] = await context.db
      .select({ name: deployments.name })
      .from(deployments)
      .where(eq(deployments.id, key.deploymentId));
    await tellServing(context, deployment?.name ?? '');
    context.audit(`deployment:${deployment?.name}`, { revoked: key.prefix });
    return { id };
  },
});

/** Written now and then for all keys that were used since. */
export const recordKeyUse = command({
  action: 'deployment.record',
  input: z.object({ ids: z.array(z.string()).max(10_000) }),
  isLog: true,
  async run({ db, now }, { ids }) {
    if (ids.length > 0)
      await db.update(deploymentKeys).set({ lastUsedAt: now() }).where(inArray(deploymentKeys.id, ids));
  },
});
