import type { Context } from '../../context';
import { AppError } from '../../errors';
import { endCanary, readDeployment, readRevisions } from '../../services/deployments';
import type { ForTurn, NextStep } from '../../services/retraining';
import { startCanary } from '../../serving';
import type { StepMeans } from './step';

/**
 * The candidate as a canary: begun once it has answered its warm-up, raised by its ramp, which makes it champion at its end, or taken
 * back by its bounds. A canary that a person ends is a refusal.
 */
export async function canaryTurn(
  { turn, model, standsAt }: ForTurn,
  { context }: StepMeans,
): Promise<NextStep | undefined> {
  const { rule, candidate, champion } = turn;
  if (!rule.canary || candidate === null)
    throw new AppError('internal', 'This turn has no canary: its rule names no deployment.');
  const { deployment: name, steps } = rule.canary;
  const canary = await findCanary(context, name, candidate);
  if (standsAt === candidate)
    return { to: 'done', words: `It went up the ramp of ${name}: version ${candidate} is champion` };
  if (standsAt !== champion) {
    if (canary) await endCanary(context, { name, reason: `Turn ${turn.number} of retraining was stopped` });
    return { to: 'stopped', words: `The champion of ${model} was moved meanwhile, so the canary ended` };
  }
  if (turn.split === null) {
    if (!canary)
      await startCanary(context, {
        ...{ name, version: candidate, ramp: { steps, promotes: true } },
        reason: `Turn ${turn.number} of retraining`,
      });
    const begun = canary ?? (await findCanary(context, name, candidate));
    return {
      to: 'canary',
      words: `Version ${candidate} answers ${steps[0]?.percent ?? 0} % of the callers of ${name}`,
      set: { deployment: name, split: begun?.number ?? 0 },
    };
  }
  if (canary?.ramp?.promotes) return undefined;
  const last = (await readRevisions(context, { name })).find(({ kind }) =>
    ['roll-back', 'end-canary', 'held', 'promote'].includes(kind),
  );
  // A deployment whose stable version is a number, not the champion's alias.
  if (last?.kind === 'promote' && !canary)
    return {
      to: 'done',
      act: 'move',
      words: `It went up the ramp of ${name}: version ${candidate} is champion`,
    };
  if (canary) await endCanary(context, { name, reason: `Turn ${turn.number} of retraining ended` });
  return {
    to: 'refused',
    words: last?.reason
      ? `The canary on ${name} ended. ${last.reason}`
      : `The canary on ${name} was ended by hand`,
  };
}

/** The canary of this version that stands now. */
async function findCanary(context: Context, name: string, version: number) {
  const { split } = (await readDeployment(context, { name })).routes;
  return split?.kind === 'canary' && split.version === version ? split : undefined;
}
