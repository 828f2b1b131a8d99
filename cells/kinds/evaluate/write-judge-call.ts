import { judgeOptions } from '@/cells/ml/judging/judge-options';
import type { EvaluateCellOptions } from './options';

/** The call of `ml.judge` that a person would have typed for these options; defaults are left out. */
export function writeJudgeCall({ model, rows, versus, ...options }: EvaluateCellOptions): string {
  const defaults: Readonly<Record<string, unknown>> = judgeOptions.parse({});
  const own = Object.entries(options)
    .filter(([key, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(defaults[key]))
    .map(([key, value]) => `  ${key}: ${JSON.stringify(value)},`);
  const lines = [
    ...(rows ? [rows === 'rows' ? '  rows,' : `  rows: ${rows},`] : []),
    ...(versus ? [`  versus: {${versus}},`] : []),
    ...own,
  ];
  return lines.length > 0 ? `ml.judge(${model}, {\n${lines.join('\n')}\n})` : `ml.judge(${model})`;
}
