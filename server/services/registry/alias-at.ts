import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { aliasMoves, users } from '../../db/schema';
import { aliasName, defaultAlias, modelName } from './names';
import { requireModel } from './require-version';

/** Where an alias stood at a moment, since when, until when, and who moved it there. A null version: it stood nowhere. */
export const readAliasAt = query({
  action: 'model.read',
  input: z.object({ model: modelName, alias: aliasName.default(defaultAlias), at: z.coerce.date() }),
  async run(context, { model: name, alias, at }) {
    const model = await requireModel(context, name);
    const moves = await context.db
      .select({
        version: aliasMoves.toVersion,
        kind: aliasMoves.kind,
        reason: aliasMoves.reason,
        grounds: aliasMoves.grounds,
        since: aliasMoves.at,
        by: users.name,
      })
      .from(aliasMoves)
      .leftJoin(users, eq(users.id, aliasMoves.by))
      .where(and(eq(aliasMoves.modelId, model.id), eq(aliasMoves.alias, alias)))
      .orderBy(asc(aliasMoves.sequence));
    const place = moves.findLastIndex(({ since }) => since <= at);
    const stood = moves[place];
    return {
      ...{ model: name, alias, at },
      version: stood?.version ?? null,
      move: stood ?? null,
      until: moves[place + 1]?.since ?? null,
    };
  },
});
