import type { Context } from '../context';
import * as registry from '../services/registry';
import { decideTurn as decideCold, readTurn } from '../services/retraining';
import { type WarmUp, warmly, warmUp } from './warm-up';

/** The moves of aliases, each after its version's warm-up: callers of the alias get a version that is in memory and answers. */

async function ofAlias(context: Context, model: string, version: number | null): Promise<WarmUp> {
  const answers = version !== null && (await registry.isServable(context, { model, version }));
  return { model, versions: answers ? [version] : [] };
}

export const moveAlias = warmly(registry.moveAlias, ({ model, version }, context) =>
  ofAlias(context, model, version),
);
export const overruleGates = warmly(registry.overruleGates, ({ model, version }, context) =>
  ofAlias(context, model, version),
);
export const rollBackAlias = warmly(registry.rollBackAlias, async ({ model, alias }, context) =>
  ofAlias(context, model, await registry.readEarlier(context, { model, alias })),
);

/** A candidate of retraining that a person lets become champion. */
export const decideTurn = warmly(decideCold, async ({ model, number, decision }, context) =>
  ofAlias(
    context,
    model,
    decision === 'promote' ? (await readTurn(context, { model, number })).candidate : null,
  ),
);

/** MLflow's moves: an alias from wherever it stands, and a stage. */
export async function setAlias(
  context: Context,
  move: Parameters<typeof registry.setAlias>[1] & { readonly version: number },
): Promise<void> {
  const warmed = await warmUp(context, await ofAlias(context, move.model, move.version));
  await registry.setAlias(context, { ...move, warmed });
}

export async function moveStage(
  context: Context,
  move: Parameters<typeof registry.moveStage>[1],
): Promise<void> {
  const isAlias = registry.aliasOfStage(move.stage) !== undefined;
  const warmed = await warmUp(context, await ofAlias(context, move.model, isAlias ? move.version : null));
  await registry.moveStage(context, { ...move, warmed });
}
