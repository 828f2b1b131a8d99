import { actingAs, type System } from '../context';
import { AppError, toPublicError } from '../errors';
import { actorOf, workerId } from '../services/auth';
import {
  advanceRetrainingJob,
  findCause,
  listLiveTurns,
  listRulesInForce,
  startTurn,
} from '../services/retraining';
import { remindOfTurn } from './turn-steps/remind-of-turn';

/** A training that has told nothing for so long has lost its job: it is sent once more. */
const lostMs = 3 * 3_600_000;

/**
 * Starts the turns that rules call for, and sends on those that wait: nobody tells them what they wait for. Those that wait for a person alone
 * are left to them, who are asked again now and then.
 */
export async function lookForRetraining(system: System): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  for (const { id, state, changedAt, waitsForPerson } of await listLiveTurns(context)) {
    const isAtWork = state === 'training' && system.now().getTime() - changedAt.getTime() < lostMs;
    if (waitsForPerson) await remindOfTurn(context, { id, changedAt });
    else if (!isAtWork) await system.queue.send(advanceRetrainingJob, { turnId: id }, { singletonKey: id });
  }
  for (const due of await listRulesInForce(context))
    try {
      const cause = await findCause(context, due);
      if (cause) await startTurn(context, { model: due.model, cause });
    } catch (error) {
      // Somebody else began a turn just now, or the champion went: the next look sees it. Other rules go on.
      if (!(error instanceof AppError) || toPublicError(error).status >= 500)
        system.log.error('A rule for retraining could not be looked at', { model: due.model, error });
    }
}
