import { type JudgedRows, type Judgement, parseJudgeOptions } from '@/cells/ml/judging';
import type { Context } from '../context';
import { answerHeldOut } from './answer-held-out';
import { judgingInThread } from './judging-thread';
import type { ServedVersion } from './resolve-version';

export interface JudgedVersion {
  readonly rows: JudgedRows;
  readonly judgement: Judgement;
}

/**
 * How good a version is on the held-out rows of its package, and beside another version on the same rows: what its page shows and
 * what gates decide by. Made in a thread of its own; the same version gives the same judgement.
 * @throws Error in words when it has no such rows, or the two cannot be compared
 */
export async function judgeVersion(
  context: Pick<Context, 'storage'>,
  version: ServedVersion,
  { against, signal }: { readonly against?: ServedVersion; readonly signal?: AbortSignal } = {},
): Promise<JudgedVersion> {
  const { rows, given, other } = await answerHeldOut(context, version, against);
  const source = 'held-out rows';
  return {
    rows,
    judgement: await judgingInThread.judge(rows, parseJudgeOptions({}), { source, given, other, signal }),
  };
}
