import { and, asc, eq, sql } from 'drizzle-orm';
import type { Signature } from '@/cells/ml/model';
import type { Context } from '../../context';
import { models, modelVersions } from '../../db/schema';
import { joinSignatures, type LogColumns } from './log-columns';

/** The columns of a model's log: the inputs of all its versions in order of their first appearance. */
export async function readLogColumns({ db }: Pick<Context, 'db'>, model: string): Promise<LogColumns> {
  const rows = await db
    .select({ signature: sql<Signature>`${modelVersions.manifest}->'signature'` })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(and(eq(models.name, model), eq(modelVersions.status, 'ready')))
    .orderBy(asc(modelVersions.number));
  return joinSignatures(rows.map(({ signature }) => signature));
}
