import { compileJavaScript } from '@/cells/compiler/javascript';
import { findOptionSymbols } from '@/cells/compiler/symbols';
import { cellTypes } from '@/cells/document/cell-types';
import { usualSearch } from '@/cells/ml/tuning/usual-search';
import type { Kind } from '../kind';
import { readOptions } from '../read-options';
import { tuneCellOptions } from './options';
import { writeTuneCall } from './write-tune-call';

export { type TuneCellOptions, tuneCellOptions } from './options';

/** Searches for the settings of a model. Its output is a `TunedModel`, trained with the best of them; it runs only when asked. */
export const tune: Kind = {
  name: 'tune',
  type: cellTypes.tune,
  label: 'Tune',
  defaultRun: 'manual',
  emptySource: JSON.stringify(
    { data: 'data', target: 'target', search: { 'boosted-trees': usualSearch['boosted-trees'] } },
    null,
    2,
  ),
  options: tuneCellOptions,
  compile(cell) {
    const call = writeTuneCall(readOptions(cell.source, tuneCellOptions));
    const { output } = cell;
    return {
      ...compileJavaScript(call, { hidden: cell.hidden }),
      outputs: output ? [output] : [],
      single: output !== undefined,
    };
  },
  symbols: ({ source }) => findOptionSymbols(source, [['data']]),
  toCode(cell) {
    const call = writeTuneCall(readOptions(cell.source, tuneCellOptions));
    if (!cell.output) return call;
    return `const ${cell.output} = await ${call};\ndisplay(${cell.output});`;
  },
};
