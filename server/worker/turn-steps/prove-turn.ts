import type { TurnComparison } from '../../db/schema';
import { AppError } from '../../errors';
import { defaultAlias, readModelGates, readServed } from '../../services/registry';
import type { ForTurn, NextStep } from '../../services/retraining';
import { judgeVersion } from '../../serving';
import type { StepMeans } from './step';

/** Waits until the candidate was admitted and re-run as every version is, then holds it against the champion on the same rows. */
export async function proveTurn(
  { turn, model, candidate }: ForTurn,
  means: StepMeans,
): Promise<NextStep | undefined> {
  if (!candidate)
    throw new AppError('not_found', `Version ${turn.candidate} of ${model} was deleted meanwhile.`);
  const { status, statusDetail, verification, number } = candidate;
  if (status === 'failed') return { to: 'failed', words: statusDetail ?? `Version ${number} was damaged` };
  const { verdict } = verification;
  if (status === 'pending' || verdict === 'waiting' || verdict === 'running') return undefined;
  const found = await compare(means, model, { candidate: number, champion: turn.champion });
  const comparison = typeof found === 'string' ? undefined : found;
  const words = [
    verdict === 'failed'
      ? `Its re-run came out otherwise: ${verification.detail}`
      : 'Its re-run gave the same model',
    typeof found === 'string' ? found : undefined,
  ]
    .flatMap((part) => part?.replace(/\.$/, '') ?? [])
    .join('. ');
  const { aliases } = await readModelGates(means.context, { model });
  return aliases.includes(defaultAlias)
    ? { to: 'checking', act: 'check', words: `${words}. The gates are asked`, set: { comparison } }
    : {
        to: 'asking',
        words: `${words}. No gates protect the champion, so a person decides`,
        set: { comparison },
      };
}

/** On the candidate's held-out rows, which it was not trained on; or why they cannot be compared. */
async function compare(
  { context, signal }: StepMeans,
  model: string,
  { candidate, champion }: { candidate: number; champion: number },
): Promise<TurnComparison | string> {
  try {
    const against = await readServed(context, model, champion);
    const { judgement } = await judgeVersion(context, await readServed(context, model, candidate), {
      against,
      signal,
    });
    const beside = judgement.comparison?.metrics ?? {};
    const metrics = Object.entries(judgement.metrics).flatMap(([name, { value }]) => {
      const other = beside[name];
      if (!other || !Number.isFinite(value) || !Number.isFinite(other.value)) return [];
      const { low, high, pValue } = other.difference;
      const difference =
        Number.isFinite(low) && Number.isFinite(high) ? { low, high, pValue: pValue ?? null } : null;
      return [{ name, candidate: value, champion: other.value, difference }];
    });
    return { rows: judgement.rows.used, metrics };
  } catch (error) {
    if (signal.aborted) throw error;
    return `It could not be compared with the champion: ${error instanceof Error ? error.message : String(error)}`;
  }
}
