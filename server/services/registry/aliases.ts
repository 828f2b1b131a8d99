import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { notify } from '../../db/notify';
import { aliasMoves, modelAliases, models, modelVersions, users } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { aliasName, modelName } from './names';

const expected = z.number().int().positive().nullable();
const reason = z.string().trim().max(500).default('');

/**
 * Points an alias at a ready version, provided it still stands where the caller saw it (`expected`, null for nowhere).
 * The move, its history row and its audit row commit together.
 */
export const moveAlias = command({
  action: 'model.alias',
  input: z.object({
    model: modelName,
    alias: aliasName,
    version: z.number().int().positive(),
    expected,
    reason,
  }),
  async run(context, input) {
    const model = await requireModel(context, input.model);
    await requireReady(context, model, input.version);
    await place(context, model, { ...input, to: input.version, kind: 'move' });
    return { model: model.name, alias: input.alias, version: input.version, previous: input.expected };
  },
});

/** Points an alias back at the version that it pointed at before; again, at the one before that. */
export const rollBackAlias = command({
  action: 'model.alias',
  input: z.object({ model: modelName, alias: aliasName, expected, reason }),
  async run(context, input) {
    const model = await requireModel(context, input.model);
    const moves = await context.db
      .select({ kind: aliasMoves.kind, to: aliasMoves.toVersion })
      .from(aliasMoves)
      .where(and(eq(aliasMoves.modelId, model.id), eq(aliasMoves.alias, input.alias)))
      .orderBy(asc(aliasMoves.sequence));
    const to = earlierVersion(moves);
    if (to === undefined)
      throw new AppError(
        'unprocessable',
        `${input.alias} of ${model.name} has no earlier version to go back to.`,
      );
    await place(context, model, { ...input, to, kind: 'roll-back' });
    return { model: model.name, alias: input.alias, version: to, previous: input.expected };
  },
});

export const removeAlias = command({
  action: 'model.alias',
  input: z.object({ model: modelName, alias: aliasName, expected: expected.unwrap(), reason }),
  async run(context, input) {
    const model = await requireModel(context, input.model);
    await place(context, model, { ...input, to: null, kind: 'remove' });
    return { model: model.name, alias: input.alias, version: null, previous: input.expected };
  },
});

/** Replays the history as a stack: a move puts a version on top, a roll-back takes it off. */
export function earlierVersion(
  moves: readonly { kind: 'move' | 'roll-back' | 'remove'; to: number | null }[],
): number | undefined {
  const stack: (number | null)[] = [];
  for (const { kind, to } of moves) {
    if (kind === 'roll-back') stack.pop();
    else stack.push(to);
  }
  return stack.slice(0, -1).findLast((version) => version !== null) ?? undefined;
}

interface Placing {
  readonly alias: string;
  readonly expected: number | null;
  readonly to: number | null;
  readonly kind: 'move' | 'roll-back' | 'remove';
  readonly reason: string;
}

async function place(
  context: CommandContext,
  model: { id: string; name: string },
  { alias, expected, to, kind, reason }: Placing,
) {
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
    at: context.now(),
    by: context.actor.id,
  });
  await notify(context.db, 'cellar_model', model.name);
  context.audit(`model:${model.name}`, { alias, from: expected, to, kind });
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

async function requireModel(context: CommandContext, name: string) {
  const model = await context.db.query.models.findFirst({ where: eq(models.name, name) });
  if (!model) throw new AppError('not_found', `There is no model named ${name}.`);
  return model;
}

async function requireReady(
  context: CommandContext,
  model: { id: string; name: string },
  number: number,
): Promise<void> {
  const version = await context.db.query.modelVersions.findFirst({
    where: and(eq(modelVersions.modelId, model.id), eq(modelVersions.number, number)),
    columns: { status: true, statusDetail: true },
  });
  if (!version) throw new AppError('not_found', `${model.name} has no version ${number}.`);
  if (version.status === 'pending')
    throw new AppError(
      'conflict',
      `Version ${number} of ${model.name} is still being checked. Try again in a moment.`,
    );
  if (version.status === 'failed')
    throw new AppError(
      'unprocessable',
      `Version ${number} of ${model.name} cannot be used: ${version.statusDetail ?? 'its files are damaged'}`,
    );
}
