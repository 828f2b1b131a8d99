import { type JudgeContext, judge } from './judge';
import type { JudgeOptions } from './judge-options';
import type { JudgedRows } from './judged-rows';
import type { Judgement } from './judgement';
import type { SliceMetric } from './row-losses';
import { findWorstSlices, type WorstSlices, type WorstSlicesOptions } from './worst-slices';

/** The parts of judging that take seconds: whoever must not stand still meanwhile has them done in another thread. */
export interface JudgingWork {
  judge(rows: JudgedRows, options: JudgeOptions, context: JudgeContext): Promise<Judgement>;
  findWorstSlices(rows: JudgedRows, metric: SliceMetric, options?: WorstSlicesOptions): Promise<WorstSlices>;
}

/** In this thread. */
export const judgingHere: JudgingWork = {
  judge,
  findWorstSlices: async (rows, metric, options) => findWorstSlices(rows, metric, options),
};

/** One such part as data, so that it crosses to another thread. Both threads give the same answer, to the last bit. */
export type JudgingTask =
  | {
      readonly do: 'judge';
      readonly rows: JudgedRows;
      readonly options: JudgeOptions;
      readonly context: Pick<JudgeContext, 'source' | 'given' | 'other'>;
    }
  | {
      readonly do: 'find-slices';
      readonly rows: JudgedRows;
      readonly metric: SliceMetric;
      readonly options?: WorstSlicesOptions;
    };

export interface JudgingAnswers {
  readonly judge: Judgement;
  readonly 'find-slices': WorstSlices;
}

/** What is told while a task is done. */
type Told = Pick<JudgeContext, 'signal' | 'progress'>;

/** Work that is done wherever `run` does a task. */
export function createJudgingWork(
  run: <K extends JudgingTask['do']>(
    task: Extract<JudgingTask, { do: K }>,
    told: Told,
  ) => Promise<JudgingAnswers[K]>,
): JudgingWork {
  return {
    judge: (rows, options, { signal, progress, ...context }) =>
      run({ do: 'judge', rows, options, context }, { signal, progress }),
    findWorstSlices: (rows, metric, options) => run({ do: 'find-slices', rows, metric, options }, {}),
  };
}

/** Does a task in this thread: the other end of `createJudgingWork`. */
export async function doJudgingTask(
  task: JudgingTask,
  told: Told,
): Promise<JudgingAnswers[keyof JudgingAnswers]> {
  switch (task.do) {
    case 'judge':
      return judge(task.rows, task.options, { ...task.context, ...told });
    case 'find-slices':
      return findWorstSlices(task.rows, task.metric, task.options);
  }
}
