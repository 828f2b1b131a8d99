import { readCheck } from '../../services/registry';
import type { ForTurn, NextStep } from '../../services/retraining';
import type { StepMeans } from './step';

/**
 * What becomes of a candidate by the check of its gates: refused with their words, asked about, or champion by itself. An approval that
 * the gates ask for is the person's yes: nobody is asked twice.
 */
export async function judgeTurn(
  { turn, model, standsAt, candidate }: ForTurn,
  { context }: StepMeans,
): Promise<NextStep | undefined> {
  if (standsAt === turn.candidate)
    return { to: 'done', words: `Version ${turn.candidate} was made champion on another page` };
  if (standsAt !== turn.champion)
    return {
      to: 'stopped',
      words: `The champion of ${model} was changed to ${standsAt ? `version ${standsAt}` : 'none'} meanwhile, with which version ${turn.candidate} was not compared. It stays, and can be promoted by hand`,
    };
  if (!turn.checkId) return undefined;
  const check = await readCheck(context, { checkId: turn.checkId });
  const { rule, state } = turn;
  if (check.state === 'running') return undefined;
  if (check.state === 'failed')
    return {
      to: 'refused',
      words: `The gates refuse version ${turn.candidate}. ${check.verdicts
        .filter((one) => one.state === 'failed')
        .map((one) => one.words)
        .join(' ')}`,
    };
  const asksApproval = check.verdicts.some((one) => one.rule.kind === 'approval');
  if (check.state === 'waiting') {
    const waits = check.verdicts.filter((one) => one.state === 'waiting');
    const isForPerson = waits.every((one) => one.rule.kind === 'approval');
    return state === 'checking' && isForPerson
      ? {
          to: 'asking',
          words: `The other gates let version ${turn.candidate} through; an approval is asked for`,
        }
      : undefined;
  }
  const isProven =
    candidate?.verification.verdict === 'exact' || candidate?.verification.verdict === 'tolerance';
  if (asksApproval) return goOn(turn, 'Approved');
  if (rule.move === 'by-itself' && isProven && state === 'checking') return goOn(turn, 'The gates passed');
  return state === 'asking'
    ? undefined
    : {
        to: 'asking',
        words: `The gates passed. ${rule.move === 'ask' ? 'A person decides' : 'Its re-run came out otherwise, so a person decides'}`,
      };
}

/** To its canary where the rule wants one, else to the champion's place. */
const goOn = ({ rule, candidate }: ForTurn['turn'], because: string): NextStep =>
  rule.canary
    ? {
        to: 'canary',
        words: `${because}: version ${candidate} begins as a canary on ${rule.canary.deployment}`,
      }
    : { to: 'done', act: 'move', words: `${because}: version ${candidate} is champion` };
