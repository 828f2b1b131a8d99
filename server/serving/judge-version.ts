import { type JudgedRows, type Judgement, parseJudgeOptions } from '@/cells/ml/judging';
import type { Context } from '../context';
import { answerHeldOut } from './answer-held-out';
import { judgingInThread } from './judging-thread';
import type { ServedVersion } from './resolve-version';

export interface JudgedVersion {
  readonly rows: JudgedRows;
  readonly judgement: Judgement;
  /** Of its held-out rows, those that the other version has learnt from: it is not judged on them. */
  readonly leftOut: number;
}

/**
 * How good a version is on the held-out rows of its package; or beside another version, on those of them that the other has not learnt from:
 * what its page shows and what gates decide by. Made in a thread of its own; the same version gives the same judgement.
 * @throws Error in words when it has no such rows, or the two cannot be compared
 */
export async function judgeVersion(
  context: Pick<Context, 'storage'>,
  version: ServedVersion,
  { against, signal }: { readonly against?: ServedVersion; readonly signal?: AbortSignal } = {},
): Promise<JudgedVersion> {
  const { rows, given, leftOut = 0, other } = await answerHeldOut(context, version, against);
  const source = 'held-out rows';
  return {
    ...{ rows, leftOut },
    judgement: await judgingInThread.judge(rows, parseJudgeOptions({}), { source, given, other, signal }),
  };
}
