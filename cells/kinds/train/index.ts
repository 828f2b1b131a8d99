import { compileJavaScript } from '@/cells/compiler/javascript';
import { findOptionSymbols } from '@/cells/compiler/symbols';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';
import { readOptions } from '../read-options';
import { trainCellOptions } from './options';
import { writeTrainCall } from './write-train-call';

export { type TrainCellOptions, trainCellOptions } from './options';

/** Trains a model. Its output is a `TrainedModel`; it runs only when asked. */
export const train: Kind = {
  name: 'train',
  type: cellTypes.train,
  label: 'Train',
  defaultRun: 'manual',
  emptySource: JSON.stringify({ data: 'data', target: 'target', learner: 'boosted-trees' }, null, 2),
  options: trainCellOptions,
  compile(cell) {
    const call = writeTrainCall(readOptions(cell.source, trainCellOptions));
    const { output } = cell;
    return {
      ...compileJavaScript(call, { hidden: cell.hidden }),
      outputs: output ? [output] : [],
      single: output !== undefined,
    };
  },
  symbols: ({ source }) => findOptionSymbols(source, [['data'], ['warmStart'], ['base']]),
  toCode(cell) {
    const call = writeTrainCall(readOptions(cell.source, trainCellOptions));
    if (!cell.output) return call;
    return `const ${cell.output} = await ${call};\ndisplay(${cell.output});`;
  },
};
