import type { RunScope } from '@/cells/kernel/kernel';
import { tellMatters } from '@/cells/ml/asking';
import {
  type Judgement,
  type JudgeOptionsInput,
  type JudgingWork,
  judgeModel,
  parseJudgeOptions,
} from '@/cells/ml/judging';
import type { TrainedModel } from '@/cells/ml/model';
import { readTable } from '@/cells/ml/read-table';

export interface JudgeCall extends JudgeOptionsInput {
  /** A table to judge on; without it the model's held-out rows. */
  readonly rows?: unknown;
  /** A second model, judged on the same rows; `{champion}` gives it that name. */
  readonly versus?: TrainedModel | Readonly<Record<string, TrainedModel>>;
}

/**
 * `ml.judge(model, {rows, versus, …})`. In a report nobody can ask what matters, so that it is told.
 * @throws Error in words when something is no model, or does not fit
 */
export async function judgeCall(
  model: TrainedModel,
  { rows, versus, ...rest }: JudgeCall,
  {
    work,
    isReport = false,
    ...scope
  }: Pick<RunScope, 'signal' | 'progress'> & { readonly work?: JudgingWork; readonly isReport?: boolean },
): Promise<Judgement> {
  if (!isModel(model)) throw new TypeError('ml.judge takes a trained model, as ml.train and ml.model give.');
  const options = parseJudgeOptions(rest);
  try {
    const judgement = await judgeModel(
      model,
      { options, rows: rows === undefined ? undefined : readTable(rows).columns, versus: nameOther(versus) },
      {
        work,
        signal: scope.signal,
        progress: (fraction) => scope.progress({ fraction, message: 'Resampling the rows' }),
      },
    );
    const { live } = judgement;
    const isTable = model.signature.inputs.some(({ content }) => !content);
    if (!isReport || !live || !isTable) return judgement;
    const matters = await tellMatters(live.ask, live.signature, {
      signal: scope.signal,
      progress: (fraction) => scope.progress({ fraction, message: 'Telling what matters' }),
    });
    return Object.defineProperty({ ...judgement, matters }, 'live', { value: live });
  } finally {
    scope.progress(undefined);
  }
}

function nameOther(versus: JudgeCall['versus']) {
  if (versus === undefined) return undefined;
  const [name, model] = isModel(versus)
    ? (['the other model', versus] as const)
    : (Object.entries(versus)[0] ?? []);
  if (!isModel(model) || name === undefined)
    throw new TypeError('versus takes a trained model, or one under a name: versus: {champion}.');
  const { task, signature, heldOut } = model;
  return { name, task, signature, heldOut, predict: model.predict };
}

const isModel = (value: unknown): value is TrainedModel =>
  typeof value === 'object' &&
  value !== null &&
  'signature' in value &&
  'predict' in value &&
  typeof value.predict === 'function';
