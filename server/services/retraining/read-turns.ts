import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import {
  gateChecks,
  modelAliases,
  models,
  modelVersions,
  monitors,
  notebooks,
  retrainingCounts,
  retrainingTurns,
  schedules,
  users,
} from '../../db/schema';
import { AppError } from '../../errors';
import { defaultAlias, modelName } from '../registry';
import { inWords } from '../schedules';
import { isEnd } from './move-turn';
import { ruleInForce } from './set-rule';
import { requireTrainable } from './start-turn';

const brief = {
  id: retrainingTurns.id,
  number: retrainingTurns.number,
  cause: retrainingTurns.cause,
  causeWords: retrainingTurns.causeWords,
  state: retrainingTurns.state,
  steps: retrainingTurns.steps,
  champion: retrainingTurns.champion,
  candidate: retrainingTurns.candidate,
  createdAt: retrainingTurns.createdAt,
  endedAt: retrainingTurns.endedAt,
};

/** The rule of a model, the last turns, and what the rule could wait for. */
export const readRetraining = query({
  action: 'retraining.read',
  input: z.object({ model: modelName }),
  async run(context, { model: name }) {
    const model = await context.db.query.models.findFirst({ where: eq(models.name, name) });
    if (!model) throw new AppError('not_found', `There is no model named ${name}.`);
    const { setBy, ...inForce } = await ruleInForce(context, model.id);
    const [setter] = setBy ? await context.db.select().from(users).where(eq(users.id, setBy)) : [];
    const turns = await context.db
      .select(brief)
      .from(retrainingTurns)
      .where(eq(retrainingTurns.modelId, model.id))
      .orderBy(desc(retrainingTurns.number))
      .limit(20);
    const counted = await context.db.query.retrainingCounts.findFirst({
      where: eq(retrainingCounts.modelId, model.id),
    });
    const watching = await context.db
      .select({ id: monitors.id })
      .from(monitors)
      .innerJoin(schedules, eq(schedules.id, monitors.scheduleId))
      .where(eq(monitors.modelId, model.id))
      .limit(1);
    const { schedule } = inForce.rule.when;
    const hindrance = await requireTrainable(context, name).then(
      () => null,
      (error: unknown) => {
        if (error instanceof AppError) return error.message;
        throw error;
      },
    );
    const trainer = inForce.rule.notebook
      ? await context.db.query.notebooks.findFirst({ where: eq(notebooks.id, inForce.rule.notebook.id) })
      : undefined;
    return {
      ...{ ...inForce, setBy: setter?.name ?? null, turns },
      /** Why no turn can begin now, in words. */
      hindrance,
      notebook: trainer?.title ?? null,
      scheduleWords: schedule ? inWords(schedule) : null,
      newLabels: counted?.labels ?? null,
      isWatched: watching.length > 0,
    };
  },
});

const starter = alias(users, 'starter');

/** A turn whole, with where the champion stands now. */
export const readTurn = query({
  action: 'retraining.read',
  input: z.object({ model: modelName, number: z.number().int().positive() }),
  async run(context, { model, number }) {
    const [row] = await context.db
      .select({ turn: retrainingTurns, by: starter.name, standsAt: modelAliases.version })
      .from(retrainingTurns)
      .innerJoin(models, eq(models.id, retrainingTurns.modelId))
      .leftJoin(starter, eq(starter.id, retrainingTurns.createdBy))
      .leftJoin(
        modelAliases,
        and(eq(modelAliases.modelId, retrainingTurns.modelId), eq(modelAliases.alias, defaultAlias)),
      )
      .where(and(eq(models.name, model), eq(retrainingTurns.number, number)));
    if (!row) throw new AppError('not_found', `${model} has no turn ${number}.`);
    return { ...row.turn, model, by: row.by, standsAt: row.standsAt };
  },
});

/** All that the next step of a turn needs: its champion's slice and its candidate. */
export async function readForTurn({ db }: Pick<Context, 'db'>, id: string) {
  const [row] = await db
    .select({ turn: retrainingTurns, model: models.name, standsAt: modelAliases.version })
    .from(retrainingTurns)
    .innerJoin(models, eq(models.id, retrainingTurns.modelId))
    .leftJoin(
      modelAliases,
      and(eq(modelAliases.modelId, retrainingTurns.modelId), eq(modelAliases.alias, defaultAlias)),
    )
    .where(eq(retrainingTurns.id, id));
  if (!row) return undefined;
  const find = (number: number | null) =>
    number === null
      ? undefined
      : db.query.modelVersions.findFirst({
          where: and(eq(modelVersions.modelId, row.turn.modelId), eq(modelVersions.number, number)),
        });
  return { ...row, champion: await find(row.turn.champion), candidate: await find(row.turn.candidate) };
}
export type ForTurn = NonNullable<Awaited<ReturnType<typeof readForTurn>>>;

export const hasEnded = ({ turn }: Pick<ForTurn, 'turn'>): boolean => isEnd(turn.state);

/**
 * Turns that have not ended, oldest look first. `waitsForPerson`: nothing but a decision takes it on; the champion is the one it was compared
 * with, and no approval came in its gates.
 */
export async function listLiveTurns({ db }: Pick<Context, 'db'>) {
  const rows = await db
    .select({ turn: retrainingTurns, check: gateChecks, standsAt: modelAliases.version })
    .from(retrainingTurns)
    .leftJoin(gateChecks, eq(gateChecks.id, retrainingTurns.checkId))
    .leftJoin(
      modelAliases,
      and(eq(modelAliases.modelId, retrainingTurns.modelId), eq(modelAliases.alias, defaultAlias)),
    )
    .where(isNotNull(retrainingTurns.liveKey))
    .orderBy(retrainingTurns.changedAt);
  return rows.map(({ turn: { id, state, changedAt, champion }, check, standsAt }) => {
    const isUndecided =
      !check ||
      check.state === 'waiting' ||
      (check.state === 'passed' && !check.verdicts.some(({ rule }) => rule.kind === 'approval'));
    return {
      id,
      state,
      changedAt,
      waitsForPerson: state === 'asking' && standsAt === champion && isUndecided,
    };
  });
}
