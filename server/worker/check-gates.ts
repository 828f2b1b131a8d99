import { judgeRule, type Verdict } from '@/cells/gates/judge-rule';
import { sayRule } from '@/cells/gates/say-rule';
import { actingAs, type System } from '../context';
import { AppError } from '../errors';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import {
  type CheckJob,
  checkGatesJob,
  finishCheck,
  readForCheck,
  recordProgress,
} from '../services/registry';
import { createFinder } from './find-for-rule';

export { checkGatesJob };

/**
 * Holds a version against the rules of its check, one after the other, each verdict written down as it is found: delivered
 * again after a kill it goes on where it was. An approval is asked for when nothing else stands in the way.
 */
export async function checkGates(system: System, { data, signal }: Job<CheckJob>): Promise<void> {
  const { checkId } = data;
  const context = actingAs(system, await actorOf(system, workerId));
  const subject = await readForCheck(context, checkId);
  if (subject?.check.state !== 'running') return;
  const verdicts: Verdict[] = [];
  const find = createFinder(context, subject);
  for (const [index, rule] of subject.rules.entries()) {
    const known = subject.check.verdicts[index];
    if (known && known.state !== 'waiting') {
      verdicts.push(known);
      continue;
    }
    // Verdicts stand at their rule's place; what comes later and is known already stays.
    const later = subject.check.verdicts.slice(index);
    const progress = sayRule(rule);
    const { isRunning } = await recordProgress(context, {
      checkId,
      progress,
      verdicts: [...verdicts, ...later],
    });
    if (!isRunning) return;
    verdicts.push(judgeRule(rule, await find(rule, signal)));
    if (signal.aborted) throw new AppError('unavailable', 'The worker is stopping.');
  }
  await finishCheck(context, { checkId, verdicts: withholdApproval(verdicts) });
}

/** Nobody is asked to approve what the other gates refuse. */
function withholdApproval(verdicts: readonly Verdict[]): Verdict[] {
  if (!verdicts.some(({ state }) => state === 'failed')) return [...verdicts];
  const words = 'Not asked for, as other gates refuse.';
  return verdicts.map((one) =>
    one.rule.kind === 'approval' && one.state === 'waiting'
      ? { ...one, words, finding: { kind: 'waiting', words } }
      : one,
  );
}
