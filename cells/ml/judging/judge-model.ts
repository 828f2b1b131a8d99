import { answerQuestion } from '../asking/answer-question';
import { rememberAnswers } from '../asking/remember-answers';
import type { Columns, HeldOut, TrainingProfile } from '../model';
import { askOther, type OtherModel } from './compare-models';
import type { JudgeContext } from './judge';
import type { JudgeOptions } from './judge-options';
import { type JudgedModel, judgeRows } from './judged-rows';
import type { Judgement, LiveJudgement } from './judgement';
import { type JudgingWork, judgingHere } from './judging-work';

export interface JudgeModelInput {
  /** The rows to judge on; without them the model's held-out rows. */
  readonly rows?: Columns;
  readonly versus?: OtherModel;
  readonly options: JudgeOptions;
}

/**
 * Judges a model on rows it has not learnt from: one function for notebook, version page, gates and reports. What takes long is done by
 * `work`.
 * @throws Error in words when there are no such rows, or something does not fit them
 */
export async function judgeModel(
  model: JudgedModel & { readonly heldOut?: HeldOut; readonly profile?: TrainingProfile },
  { rows, versus, options }: JudgeModelInput,
  {
    work = judgingHere,
    ...context
  }: Pick<JudgeContext, 'signal' | 'progress'> & { readonly work?: JudgingWork } = {},
): Promise<Judgement> {
  const { heldOut } = model;
  const table = rows ?? heldOut?.rows;
  if (!table)
    throw new Error(
      'This model has no held-out rows: it was made before models kept them. Train it again, or name a table of rows that it has not learnt from.',
    );
  const judged = await judgeRows(model, table, { weight: options.weight, baseline: heldOut?.baseline });
  const judgement = await work.judge(judged, options, {
    ...context,
    source: rows ? 'a table' : 'held-out rows',
    given: rows ? undefined : heldOut?.given,
    other: versus && (await askOther(judged, versus)),
  });
  // Not enumerable: copies, messages and files of a judgement are its plain data.
  const live: LiveJudgement = {
    ...{ signature: model.signature, model, rows: judged },
    ask: rememberAnswers(
      answerQuestion({
        ...{ model, table: judged.columns, profile: model.profile },
        judged: () => Promise.resolve(judged),
        findWorstSlices: (some, metric) =>
          work.findWorstSlices(some, metric, judgement.slices && { columns: judgement.slices.columns }),
      }),
    ),
  };
  return Object.defineProperty(judgement, 'live', { value: live });
}
