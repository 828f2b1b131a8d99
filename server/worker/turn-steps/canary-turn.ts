import type { Context } from '../../context';
import { AppError } from '../../errors';
import { type Canary, endCanary, readDeployment, readRevisions } from '../../services/deployments';
import { defaultAlias } from '../../services/registry';
import type { ForTurn, NextStep } from '../../services/retraining';
import { startCanary } from '../../serving';
import type { StepMeans } from './step';

/**
 * The candidate as a canary: begun once it has answered its warm-up, raised by its ramp, which makes it champion at its end, or taken
 * back by its bounds. A canary that a person ends, or puts another in the place of, is a refusal. One whose share a person sets is in
 * that person's hands: the turn waits until it is promoted or taken back there.
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
  if (standsAt === candidate) return { to: 'done', words: sayDone(turn) };
  if (standsAt !== champion) {
    const isOurs = canary && (turn.split === null || canary.number === turn.split);
    if (isOurs) await endCanary(context, { name, reason: `Turn ${turn.number} of retraining was stopped` });
    const after = isOurs ? ', so the canary ended' : '';
    return { to: 'stopped', words: `The champion of ${model} was moved meanwhile${after}` };
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
      words: `Version ${candidate} answers ${begun?.percent ?? 0} % of the callers of ${name}`,
      set: { deployment: name, split: begun?.number ?? 0 },
    };
  }
  if (canary?.number === turn.split && canary.ramp?.promotes) return undefined;
  // A deployment's history goes back to earlier turns: what befell this canary comes after its beginning.
  const since = await readSince(context, name, turn.split);
  if (canary) {
    const held = since.find(({ kind, number }) => kind === 'held' && number > canary.number);
    if (!held || !canary.ramp) return followByHand(turn, canary, since);
    await endCanary(context, { name, reason: `Turn ${turn.number} of retraining ended` });
    return { to: 'refused', words: `The canary on ${name} ended. ${held.reason}` };
  }
  return sayEnd(turn, since);
}

const sayDone = ({ rule, candidate }: ForTurn['turn']) =>
  `It went up the ramp of ${rule.canary?.deployment}: version ${candidate} is champion`;

type Revisions = Awaited<ReturnType<typeof readRevisions>>;

/** The canary of this version that stands now. */
async function findCanary(context: Context, name: string, version: number) {
  const { split } = (await readDeployment(context, { name })).routes;
  return split?.kind === 'canary' && split.version === version ? split : undefined;
}

/** What became of a deployment from a revision on, the newest first. */
const readSince = async (context: Context, name: string, split: number): Promise<Revisions> =>
  (await readRevisions(context, { name })).filter(({ number }) => number >= split);

/** The candidate is still on its way, as a person wants it: the step says so, once. */
function followByHand(turn: ForTurn['turn'], canary: Canary, since: Revisions): NextStep | undefined {
  const { number, version, percent, ramp } = canary;
  const set = since.find((one) =>
    ramp ? one.number === number : one.kind === 'ramp' || one.kind === 'canary',
  );
  const by = set?.by ?? 'Somebody';
  const decide = 'somebody promotes it or takes it back';
  const words = ramp
    ? `${by} began another ramp of version ${version} on ${turn.deployment}${ramp.promotes ? '' : `; at its end ${decide}`}`
    : `${by} gave version ${version} ${percent} % of the callers of ${turn.deployment}, which ended its ramp: it stays so until ${decide}`;
  if (number === turn.split && turn.steps.at(-1)?.words === words) return undefined;
  return { to: 'canary', words, set: { split: number } };
}

/** Why the canary stands no more, by the first revision without it. */
function sayEnd(turn: ForTurn['turn'], since: Revisions): NextStep {
  const { split, candidate, deployment: name } = turn;
  const last = since.findIndex(
    ({ kind, routes }) =>
      kind !== 'delete' && routes.split?.kind === 'canary' && routes.split.number === split,
  );
  const end = since[last - 1];
  if (end?.kind === 'promote') {
    const { stable } = end.routes;
    // What the ramp itself made champion, and is not any more, somebody has taken back.
    if ('alias' in stable && stable.alias === defaultAlias)
      return {
        to: 'refused',
        words: `Version ${candidate} became champion on ${name}, and the one before it was put back since`,
      };
    return { to: 'done', act: 'move', words: sayDone(turn) };
  }
  const other = end?.routes.split;
  const what =
    end?.kind === 'canary' && other?.kind === 'canary'
      ? `${end.by ?? 'Somebody'} put a canary of version ${other.version} on ${name} in its place`
      : end?.kind === 'delete'
        ? `The deployment ${name} was deleted, and its canary with it`
        : undefined;
  if (what) return { to: 'refused', words: end?.reason ? `${what}: ${end.reason}` : what };
  return {
    to: 'refused',
    words: end?.reason
      ? `The canary on ${name} ended. ${end.reason}`
      : `The canary on ${name} was ended by hand`,
  };
}
