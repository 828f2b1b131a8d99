import { judgeOptions } from '@/cells/ml/judging/judge-options';
import { ownOf } from '../training/option-values';
import type { EvaluateCellOptions } from './options';

/** The call of `ml.judge` that a person would have typed for these options; defaults are left out. */
export function writeJudgeCall({ model, rows, versus, ...options }: EvaluateCellOptions): string {
  const own = Object.entries(ownOf(options, judgeOptions.parse({}))).map(
    ([key, value]) => `  ${key}: ${JSON.stringify(value)},`,
  );
  const lines = [
    ...(rows ? [rows === 'rows' ? '  rows,' : `  rows: ${rows},`] : []),
    ...(versus ? [`  versus: {${versus}},`] : []),
    ...own,
  ];
  return lines.length > 0 ? `ml.judge(${model}, {\n${lines.join('\n')}\n})` : `ml.judge(${model})`;
}
