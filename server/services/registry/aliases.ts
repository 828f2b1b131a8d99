import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext, Context } from '../../context';
import { notify } from '../../db/notify';
import { aliasMoves, modelAliases, models, modelVersions, users } from '../../db/schema';
import type { MoveGrounds } from '../../db/schema/registry';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { tellEvent } from '../events';
import { emit } from '../webhooks';
import { isProtected, requireGrounds, ruleOnMove } from './gates/grounds';
import { aliasName, defaultAlias, modelName } from './names';
import { requireModel, requireReadyVersion } from './require-version';
import { isServable, requireWarm, type Warmed, warmed } from './warmed';

const expected = z.number().int().positive().nullable();
const reason = z.string().trim().max(500).default('');

/**
 * Points an alias at a ready version, provided it still stands where the caller saw it (`expected`, null for nowhere), and the
 * gates of the alias let it, and the version has answered its example. The move, its history row and its audit row commit together.
 */
export const moveAlias = command({
  action: 'model.alias',
  input: z.object({
    model: modelName,
    alias: aliasName,
    version: z.number().int().positive(),
    expected,
    reason,
    warmed,
  }),
  async run(context, input) {
    const model = await requireReadyVersion(context, input.model, input.version);
    const { alias, version, expected: from } = input;
    await requireStanding(context, model, { alias, from });
    const grounds = await requireGrounds(context, { model, alias, version, from });
    await place(context, model, { ...input, to: version, kind: 'move', grounds });
    return { model: model.name, alias: input.alias, version: input.version, previous: input.expected };
  },
});

/** As `moveAlias`, although the gates refuse: an owner says why, and both are kept. */
export const overruleGates = command({
  action: 'model.overrule',
  input: moveAlias.input.extend({
    reason: z
      .string()
      .trim()
      .min(10, 'Say why in a sentence: it stays in the history of the alias for ever')
      .max(500),
  }),
  async run(context, input) {
    const model = await requireReadyVersion(context, input.model, input.version);
    const { alias, version, expected: from } = input;
    await requireStanding(context, model, { alias, from });
    const ruling = await ruleOnMove(context, { model, alias, version, from });
    const grounds: MoveGrounds | null = ruling.may
      ? ruling.grounds
      : {
          ...{ kind: 'overruled', refusal: ruling.refusal },
          ...(ruling.checkId && { checkId: ruling.checkId }),
        };
    await place(context, model, { ...input, to: version, kind: 'move', grounds });
    return { model: model.name, alias, version, previous: from };
  },
});

/** Only a model that never had a champion gets one by itself, and only where no gates protect it. */
export async function crownFirst(context: CommandContext, modelId: string, version: number): Promise<void> {
  const before = await context.db.query.aliasMoves.findFirst({
    where: and(eq(aliasMoves.modelId, modelId), eq(aliasMoves.alias, defaultAlias)),
  });
  if (before || (await isProtected(context, modelId, defaultAlias))) return;
  const [crowned] = await context.db
    .insert(modelAliases)
    .values({
      ...{ id: createId(), modelId, alias: defaultAlias, version },
      ...{ movedAt: context.now(), movedBy: context.actor.id },
    })
    .onConflictDoNothing()
    .returning({ id: modelAliases.id });
  if (!crowned) return;
  await context.db.insert(aliasMoves).values({
    ...{ id: createId(), modelId, alias: defaultAlias, kind: 'move', fromVersion: null, toVersion: version },
    ...{ reason: 'First version of the model', at: context.now(), by: context.actor.id },
  });
}

/**
 * Points an alias back at the version that it pointed at before; again, at the one before that. Its gate is that the version
 * stood there once: what was good enough then is quick to have again.
 */
export const rollBackAlias = command({
  action: 'model.alias',
  input: z.object({ model: modelName, alias: aliasName, expected, reason, warmed }),
  async run(context, input) {
    const model = await requireModel(context, input.model);
    const { to, since } = await findEarlier(context, model.id, input.alias);
    if (to === undefined)
      throw new AppError(
        'unprocessable',
        `${input.alias} of ${model.name} has no earlier version to go back to.`,
      );
    await requireReadyVersion(context, model.name, to);
    await place(context, model, {
      ...input,
      to,
      kind: 'roll-back',
      grounds: { kind: 'stood-before', since },
    });
    return { model: model.name, alias: input.alias, version: to, previous: input.expected };
  },
});

/** The version that a roll-back would go to; null for none. */
export async function readEarlier(
  context: Pick<Context, 'db'>,
  { model, alias }: { readonly model: string; readonly alias: string },
): Promise<number | null> {
  const { id } = await requireModel(context, model);
  return (await findEarlier(context, id, alias)).to ?? null;
}

async function findEarlier(context: Pick<Context | CommandContext, 'db'>, modelId: string, alias: string) {
  const moves = await context.db
    .select({ kind: aliasMoves.kind, to: aliasMoves.toVersion, at: aliasMoves.at })
    .from(aliasMoves)
    .where(and(eq(aliasMoves.modelId, modelId), eq(aliasMoves.alias, alias)))
    .orderBy(asc(aliasMoves.sequence));
  const standing = await versionsOf(context, modelId);
  const to = earlierVersion(moves, (version) => standing.has(version));
  return { to, since: moves.findLast((move) => move.to === to)?.at.toISOString() ?? '' };
}

export const removeAlias = command({
  action: 'model.alias',
  input: z.object({ model: modelName, alias: aliasName, expected: expected.unwrap(), reason }),
  async run(context, input) {
    const model = await requireModel(context, input.model);
    if (await isProtected(context, model.id, input.alias))
      throw new AppError(
        'unprocessable',
        `${input.alias} of ${model.name} is protected by gates: it moves and rolls back, and is not removed. Take it off the protected aliases first.`,
      );
    await place(context, model, { ...input, to: null, kind: 'remove', grounds: null, warmed: {} });
    return { model: model.name, alias: input.alias, version: null, previous: input.expected };
  },
});

/** Replays the history as a stack: a move puts a version on top, a roll-back takes it off. Versions that were deleted are passed over. */
export function earlierVersion(
  moves: readonly { kind: 'move' | 'roll-back' | 'remove'; to: number | null }[],
  isThere: (version: number) => boolean = () => true,
): number | undefined {
  const stack: (number | null)[] = [];
  for (const { kind, to } of moves) {
    if (kind === 'roll-back') stack.pop();
    else stack.push(to);
  }
  return stack.slice(0, -1).findLast((version) => version !== null && isThere(version)) ?? undefined;
}

interface Placing {
  readonly alias: string;
  readonly expected: number | null;
  readonly to: number | null;
  readonly kind: 'move' | 'roll-back' | 'remove';
  readonly reason: string;
  readonly grounds: MoveGrounds | null;
  readonly warmed: Warmed;
}

async function place(
  context: CommandContext,
  model: { id: string; name: string },
  { alias, expected, to, kind, reason, grounds, warmed }: Placing,
) {
  // Deletion locks the model before it looks at aliases: whichever is second sees what the first has done.
  await context.db.select({ id: models.id }).from(models).where(eq(models.id, model.id)).for('share');
  if (to !== null) {
    await requireReadyVersion(context, model.name, to);
    if (await isServable(context, { model: model.name, version: to })) requireWarm(model.name, to, warmed);
  }
  const here = and(eq(modelAliases.modelId, model.id), eq(modelAliases.alias, alias));
  const row = { version: to ?? 0, movedAt: context.now(), movedBy: context.actor.id };
  const changed =
    expected === null
      ? await context.db
          .insert(modelAliases)
          .values({ id: createId(), modelId: model.id, alias, ...row })
          .onConflictDoNothing()
          .returning({ id: modelAliases.id })
      : to === null
        ? await context.db
            .delete(modelAliases)
            .where(and(here, eq(modelAliases.version, expected)))
            .returning({ id: modelAliases.id })
        : await context.db
            .update(modelAliases)
            .set(row)
            .where(and(here, eq(modelAliases.version, expected)))
            .returning({ id: modelAliases.id });
  if (changed.length === 0) throw await moved(context, model, alias);
  await context.db.insert(aliasMoves).values({
    id: createId(),
    modelId: model.id,
    alias,
    kind,
    fromVersion: expected,
    toVersion: to,
    reason,
    grounds,
    at: context.now(),
    by: context.actor.id,
  });
  await notify(context.db, 'cellar_model', model.name);
  await emit(context, 'model.alias.moved', {
    ...{ model: model.name, alias, from: expected, to, kind, reason },
    ...{ by: context.actor.name, grounds: grounds?.kind ?? null },
  });
  await tellEvent(context, {
    kind: 'alias',
    subject: model.id,
    conditions: [alias],
    words:
      to === null ? `${alias} of ${model.name} was removed` : `${alias} of ${model.name} is version ${to}`,
  });
  context.audit(`model:${model.name}`, { alias, from: expected, to, kind, grounds: grounds?.kind });
}

/** Looked at before the gates, so that whoever was slower is told so, and not what another's check has found. */
async function requireStanding(
  context: CommandContext,
  model: { id: string; name: string },
  { alias, from }: { readonly alias: string; readonly from: number | null },
): Promise<void> {
  const [now] = await context.db
    .select({ version: modelAliases.version })
    .from(modelAliases)
    .where(and(eq(modelAliases.modelId, model.id), eq(modelAliases.alias, alias)));
  if ((now?.version ?? null) !== from) throw await moved(context, model, alias);
}

async function versionsOf(
  context: Pick<Context | CommandContext, 'db'>,
  modelId: string,
): Promise<ReadonlySet<number>> {
  const rows = await context.db
    .select({ number: modelVersions.number })
    .from(modelVersions)
    .where(eq(modelVersions.modelId, modelId));
  return new Set(rows.map(({ number }) => number));
}

/** Says who was faster. */
async function moved(
  context: CommandContext,
  model: { id: string; name: string },
  alias: string,
): Promise<AppError> {
  const [now] = await context.db
    .select({ version: modelAliases.version, by: users.name })
    .from(modelAliases)
    .leftJoin(users, eq(users.id, modelAliases.movedBy))
    .where(and(eq(modelAliases.modelId, model.id), eq(modelAliases.alias, alias)));
  const where = now
    ? `It points at version ${now.version} now, moved by ${now.by ?? 'somebody'}`
    : 'It was removed';
  return new AppError(
    'conflict',
    `${alias} of ${model.name} was changed meanwhile. ${where}. Look at it, then decide again.`,
    {
      detail: { version: now?.version ?? null },
    },
  );
}
