import { and, asc, desc, eq, inArray, isNull, lt } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import {
  deploymentKeys,
  deploymentRevisions,
  deployments,
  modelAliases,
  models,
  users,
} from '../../db/schema';
import type { Routes } from '../../db/schema/deployments';
import { AppError } from '../../errors';
import { defaultAlias, modelName } from '../registry';
import { percentileOf } from './latency-buckets';
import { findDeployment } from './require-deployment';
import { canaryOf, impliedRoutes, stepEndsAt } from './routes';
import { addUp, readCounts, readRefusals } from './traffic';
import { readVerdict } from './watch';

/** Every served name: explicit deployments, and models with a champion that nobody made one of, which are implied. */
export const listDeployments = query({
  action: 'deployment.read',
  input: z.object({ model: modelName.optional() }),
  async run(context, { model }) {
    const { db } = context;
    const explicit = await db
      .select({
        name: deployments.name,
        model: deployments.model,
        revision: deployments.revision,
        routes: deploymentRevisions.routes,
        changedAt: deploymentRevisions.at,
      })
      .from(deployments)
      .innerJoin(
        deploymentRevisions,
        and(
          eq(deploymentRevisions.deploymentId, deployments.id),
          eq(deploymentRevisions.number, deployments.revision),
        ),
      )
      .where(and(isNull(deployments.deletedAt), model ? eq(deployments.model, model) : undefined))
      .orderBy(asc(deployments.name))
      .limit(1000);
    const served = await db
      .select({ name: models.name, champion: modelAliases.version, movedAt: modelAliases.movedAt })
      .from(models)
      .innerJoin(modelAliases, and(eq(modelAliases.modelId, models.id), eq(modelAliases.alias, defaultAlias)))
      .where(model ? eq(models.name, model) : undefined)
      .orderBy(asc(models.name))
      .limit(1000);
    const taken = new Set(explicit.map(({ name }) => name));
    const implied = served
      .filter(({ name }) => !taken.has(name))
      .map(({ name, movedAt }) => ({
        ...{ name, model: name, revision: 0, routes: impliedRoutes, changedAt: movedAt },
      }));
    const all = [...explicit, ...implied].sort((a, b) => (a.name < b.name ? -1 : 1));
    const standing = await readAliases(
      context,
      all.map((row) => row.model),
    );
    return all.map((row) => ({
      ...row,
      isExplicit: row.revision > 0,
      stable: stableOf(row, standing),
    }));
  },
});

/** A deployment with what stands, when its ramp goes on, and what its bounds say. An implied one has revision 0. */
export const readDeployment = query({
  action: 'deployment.read',
  input: z.object({ name: modelName }),
  async run(context, { name }) {
    const found = (await findDeployment(context, name)) ?? (await implied(context, name));
    const canary = canaryOf(found.routes);
    const { model, revision, routes } = found;
    return {
      ...{ name, model, revision, routes },
      isExplicit: found.revision > 0,
      stable: stableOf(found, await readAliases(context, [found.model])),
      nextStepAt: canary && stepEndsAt(canary),
      verdict: await readVerdict(context, found),
    };
  },
});

/** Every revision, newest first: what was served when, who changed it, why. */
export const readRevisions = query({
  action: 'deployment.read',
  input: z.object({ name: modelName, before: z.number().int().positive().optional() }),
  run: ({ db }, { name, before = 2 ** 31 - 1 }) =>
    db
      .select({
        number: deploymentRevisions.number,
        kind: deploymentRevisions.kind,
        routes: deploymentRevisions.routes,
        reason: deploymentRevisions.reason,
        grounds: deploymentRevisions.grounds,
        at: deploymentRevisions.at,
        by: users.name,
      })
      .from(deploymentRevisions)
      .innerJoin(
        deployments,
        and(eq(deployments.id, deploymentRevisions.deploymentId), eq(deployments.name, name)),
      )
      .leftJoin(users, eq(users.id, deploymentRevisions.by))
      .where(lt(deploymentRevisions.number, before))
      .orderBy(desc(deploymentRevisions.number))
      .limit(200),
});

/** Keys without their secrets; revoked ones too. */
export const listKeys = query({
  action: 'deployment.read',
  input: z.object({ deployment: modelName }),
  run: ({ db }, { deployment }) =>
    db
      .select({
        id: deploymentKeys.id,
        name: deploymentKeys.name,
        prefix: deploymentKeys.prefix,
        scopes: deploymentKeys.scopes,
        expiresAt: deploymentKeys.expiresAt,
        revokedAt: deploymentKeys.revokedAt,
        lastUsedAt: deploymentKeys.lastUsedAt,
        createdAt: deploymentKeys.createdAt,
      })
      .from(deploymentKeys)
      .innerJoin(
        deployments,
        and(eq(deployments.id, deploymentKeys.deploymentId), eq(deployments.name, deployment)),
      )
      .orderBy(desc(deploymentKeys.createdAt)),
});

const points = 48;

/**
 * What a name served in the last hours, by role and version, over time, and what that cost: CPU seconds of the models' threads at
 * the price of the settings. From the counters of every process, a few seconds old.
 */
export const readFigures = query({
  action: 'deployment.read',
  input: z.object({
    name: modelName,
    hours: z
      .number()
      .int()
      .min(1)
      .max(7 * 24)
      .default(24),
  }),
  async run(context, { name, hours }) {
    const to = context.now().getTime() + 60_000;
    const from = to - hours * 3_600_000;
    const window = { deployment: name, from: new Date(from), to: new Date(to) };
    const minutes = await readCounts(context, window);
    const refusals = await readRefusals(context, window);
    const step = (to - from) / points;
    const answered = minutes.filter(({ role }) => role !== 'shadow');
    const byPoint = addUp(answered, ({ minute }) => String(Math.floor((minute.getTime() - from) / step)));
    const price = await context.db.query.servingPrice.findFirst();
    const cpuMs = minutes.reduce((sum, minute) => sum + minute.cpuMs, 0);
    const byVersion = addUp(minutes, ({ role, version }) => `${role} ${version}`);
    return {
      served: [...byVersion.values()].map(toFigures).sort((a, b) => b.requests - a.requests),
      total: toFigures(addUp(answered, () => 'all').get('all')),
      points: Array.from({ length: points }, (_, i) => {
        const { requests, errors, p95 } = toFigures(byPoint.get(String(i)));
        return { at: new Date(from + i * step), requests, errors, p95 };
      }),
      refused: {
        unknown: refusals.reduce((sum, { unknown }) => sum + unknown, 0),
        limited: refusals.reduce((sum, { limited }) => sum + limited, 0),
      },
      cpuSeconds: cpuMs / 1000,
      price: price && { perCpuHour: price.perCpuHour, currency: price.currency },
      cost: price ? (cpuMs / 3_600_000) * price.perCpuHour : null,
    };
  },
});

function toFigures(served: ReturnType<typeof addUp> extends Map<string, infer S> ? S | undefined : never) {
  const { role = 'stable', version = 0, requests = 0, errors = 0, rows = 0 } = served ?? {};
  const { cpuMs = 0, memoryBytes = 0, latency = {}, compared = 0, equal = 0, dropped = 0 } = served ?? {};
  const { difference = 0, largestDifference = 0 } = served ?? {};
  return {
    ...{ role, version, requests, errors, rows, cpuSeconds: cpuMs / 1000, memoryBytes },
    ...{ p50: percentileOf(latency, 50), p95: percentileOf(latency, 95), p99: percentileOf(latency, 99) },
    // Of shadows.
    ...{ compared, equal, dropped, largestDifference },
    meanDifference: compared > 0 ? difference / compared : null,
  };
}

async function implied({ db }: Pick<Context, 'db'>, name: string) {
  const model = await db.query.models.findFirst({ where: eq(models.name, name), columns: { name: true } });
  if (!model)
    throw new AppError(
      'not_found',
      `There is no deployment and no model named ${name}. The Deployments page lists those there are.`,
    );
  return { name, model: name, revision: 0, routes: impliedRoutes };
}

/** Versions by `model@alias`. */
async function readAliases(
  { db }: Pick<Context, 'db'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (names.length === 0) return new Map();
  const rows = await db
    .select({ model: models.name, alias: modelAliases.alias, version: modelAliases.version })
    .from(modelAliases)
    .innerJoin(models, eq(models.id, modelAliases.modelId))
    .where(inArray(models.name, [...new Set(names)]));
  return new Map(rows.map(({ model, alias, version }) => [`${model}@${alias}`, version]));
}

/** The version that is stable now; null where its alias stands nowhere. */
const stableOf = (
  { model, routes: { stable } }: { model: string; routes: Routes },
  standing: ReadonlyMap<string, number>,
): number | null =>
  'version' in stable ? stable.version : (standing.get(`${model}@${stable.alias}`) ?? null);
