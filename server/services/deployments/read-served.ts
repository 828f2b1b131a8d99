import { and, eq, isNull } from 'drizzle-orm';
import type { Context } from '../../context';
import { deploymentKeys } from '../../db/schema';
import { type Deployment, findDeployment } from './require-deployment';

export interface ServedKey {
  readonly id: string;
  readonly hash: string;
  readonly scopes: readonly ('predict' | 'label')[];
  readonly expiresAt: Date | null;
}

/** A deployment as serving needs it. */
export interface ServedDeployment extends Deployment {
  readonly keys: readonly ServedKey[];
}

/** What serving remembers of a name; undefined where no explicit deployment has it. */
export async function readServedDeployment(
  { db }: Pick<Context, 'db'>,
  name: string,
): Promise<ServedDeployment | undefined> {
  const deployment = await findDeployment({ db }, name);
  if (!deployment) return undefined;
  const keys = await db
    .select({
      id: deploymentKeys.id,
      hash: deploymentKeys.hash,
      scopes: deploymentKeys.scopes,
      expiresAt: deploymentKeys.expiresAt,
    })
    .from(deploymentKeys)
    .where(and(eq(deploymentKeys.deploymentId, deployment.id), isNull(deploymentKeys.revokedAt)));
  return { ...deployment, keys };
}
