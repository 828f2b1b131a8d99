import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { maskVerdict } from '@/cells/gates/mask-verdict';
import { query } from '../../../command';
import type { Context } from '../../../context';
import { approvals, gateChecks, modelAliases, models, modelVersions, users } from '../../../db/schema';
import { AppError } from '../../../errors';
import { listApprovers } from '../approvers';
import { modelName } from '../names';
import { readPersonal } from '../read-personal';
import { requireModel } from '../require-version';
import { gatesInForce, rulesOf } from './editions';

/** The gates that hold for a model, who could approve, and its newest checks. */
export const readModelGates = query({
  action: 'model.read',
  input: z.object({ model: modelName }),
  async run(context, { model: name }) {
    const model = await requireModel(context, name);
    const checks = await context.db
      .select({
        id: gateChecks.id,
        version: gateChecks.version,
        alias: gateChecks.alias,
        against: gateChecks.against,
        edition: gateChecks.edition,
        state: gateChecks.state,
        createdAt: gateChecks.createdAt,
        by: users.name,
      })
      .from(gateChecks)
      .leftJoin(users, eq(users.id, gateChecks.createdBy))
      .where(eq(gateChecks.modelId, model.id))
      .orderBy(desc(gateChecks.createdAt))
      .limit(50);
    const { setBy, ...gates } = await gatesInForce(context, model.id);
    const [setter] = setBy ? await context.db.select().from(users).where(eq(users.id, setBy)) : [];
    return { ...gates, setBy: setter?.name ?? null, approvers: await listApprovers(context), checks };
  },
});

const asker = alias(users, 'asker');
const decider = alias(users, 'decider');

/** A check whole: each rule with its verdict (null while it is not reached), its approval, and whether it still counts. */
export const readCheck = query({
  action: 'model.read',
  input: z.object({ checkId: z.string().max(100) }),
  async run(context, { checkId }) {
    const [row] = await context.db
      .select({
        check: gateChecks,
        model: models.name,
        by: users.name,
        approval: approvals,
        askedBy: asker.name,
        decidedBy: decider.name,
        standsAt: modelAliases.version,
        author: modelVersions.createdBy,
        versionId: modelVersions.id,
      })
      .from(gateChecks)
      .innerJoin(models, eq(models.id, gateChecks.modelId))
      .leftJoin(users, eq(users.id, gateChecks.createdBy))
      .leftJoin(approvals, eq(approvals.checkId, gateChecks.id))
      .leftJoin(asker, eq(asker.id, approvals.askedBy))
      .leftJoin(decider, eq(decider.id, approvals.decidedBy))
      .leftJoin(
        modelAliases,
        and(eq(modelAliases.modelId, gateChecks.modelId), eq(modelAliases.alias, gateChecks.alias)),
      )
      .leftJoin(
        modelVersions,
        and(eq(modelVersions.modelId, gateChecks.modelId), eq(modelVersions.number, gateChecks.version)),
      )
      .where(eq(gateChecks.id, checkId));
    if (!row) throw new AppError('not_found', 'There is no such check.');
    const { check, model, by, approval, askedBy, decidedBy, standsAt, author, versionId } = row;
    const personal = versionId ? await readPersonal(context, versionId) : new Map();
    const verdicts = check.verdicts.map((verdict) => maskVerdict(verdict, personal));
    const rules = await rulesOf(context, check.modelId, check.edition);
    return {
      ...check,
      ...{ model, by, verdicts, approval: approval && { ...approval, askedBy, decidedBy } },
      rules: rules.map((rule, index) => ({ rule, verdict: verdicts[index] ?? null })),
      standsAt: standsAt ?? null,
      outdated: await outdated(context, check, standsAt ?? null),
      approvers: await listApprovers(context),
      isAuthor: author === context.actor.id,
    };
  },
});

async function outdated(
  context: Context,
  check: typeof gateChecks.$inferSelect,
  standsAt: number | null,
): Promise<string | null> {
  if (standsAt === check.version) return null;
  if (standsAt !== check.against)
    return standsAt === null
      ? `${check.alias} was removed since.`
      : `${check.alias} moved to version ${standsAt} since, with which this version was not compared.`;
  const { edition } = await gatesInForce(context, check.modelId);
  return edition === check.edition ? null : 'The gates were changed since.';
}

/** The checks that wait for somebody’s approval, over all models, oldest first. */
export const listOpenApprovals = query({
  action: 'model.read',
  input: z.object({}),
  run: ({ db }) =>
    db
      .select({
        checkId: gateChecks.id,
        model: models.name,
        version: gateChecks.version,
        alias: gateChecks.alias,
        askedAt: approvals.askedAt,
        askedBy: users.name,
        note: gateChecks.note,
      })
      .from(approvals)
      .innerJoin(gateChecks, eq(gateChecks.id, approvals.checkId))
      .innerJoin(models, eq(models.id, gateChecks.modelId))
      .leftJoin(users, eq(users.id, approvals.askedBy))
      .where(and(isNull(approvals.decision), isNotNull(approvals.askedAt), eq(gateChecks.state, 'waiting')))
      .orderBy(approvals.askedAt)
      .limit(100),
});

/** All that the job needs: rules, verdicts so far, candidate and the version that it is compared with. */
export async function readForCheck(context: Pick<Context, 'db'>, checkId: string) {
  const [row] = await context.db
    .select({ check: gateChecks, model: models.name, approval: approvals, decidedBy: users.name })
    .from(gateChecks)
    .innerJoin(models, eq(models.id, gateChecks.modelId))
    .leftJoin(approvals, eq(approvals.checkId, gateChecks.id))
    .leftJoin(users, eq(users.id, approvals.decidedBy))
    .where(eq(gateChecks.id, checkId));
  if (!row) return undefined;
  const find = async (number: number | null) =>
    number === null
      ? undefined
      : context.db.query.modelVersions.findFirst({
          where: and(eq(modelVersions.modelId, row.check.modelId), eq(modelVersions.number, number)),
        });
  return {
    ...row,
    rules: await rulesOf(context, row.check.modelId, row.check.edition),
    candidate: await find(row.check.version),
    incumbent: await find(row.check.against),
  };
}
