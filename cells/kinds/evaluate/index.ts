import { compileJavaScript } from '@/cells/compiler/javascript';
import { findOptionSymbols } from '@/cells/compiler/symbols';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';
import { readOptions } from '../read-options';
import { evaluateCellOptions } from './options';
import { writeJudgeCall } from './write-judge-call';

export { type EvaluateCellOptions, evaluateCellOptions } from './options';

/** Judges a model on rows it has not learnt from. Its output is a `Judgement`; it runs again when the model has changed. */
export const evaluate: Kind = {
  name: 'evaluate',
  type: cellTypes.evaluate,
  label: 'Evaluate',
  defaultRun: 'auto',
  emptySource: JSON.stringify({ model: 'model' }, null, 2),
  options: evaluateCellOptions,
  compile(cell) {
    const call = writeJudgeCall(readOptions(cell.source, evaluateCellOptions));
    const { output } = cell;
    return {
      ...compileJavaScript(call, { hidden: cell.hidden }),
      outputs: output ? [output] : [],
      single: output !== undefined,
    };
  },
  symbols: ({ source }) => findOptionSymbols(source, [['model'], ['rows'], ['versus']]),
  toCode(cell) {
    const call = writeJudgeCall(readOptions(cell.source, evaluateCellOptions));
    return cell.output ? `const ${cell.output} = await ${call};\ndisplay(${cell.output});` : call;
  },
};
