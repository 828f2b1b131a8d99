import { compileJavaScript } from '@/cells/compiler/javascript';
import { findOptionSymbols } from '@/cells/compiler/symbols';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';
import { readOptions } from '../read-options';
import { type InputOptions, inputOptions } from './options';
import { writeInputCall } from './write-input-call';

export type { InputOptions } from './options';

/** A form control. Its output is the control's value, live. */
export const input: Kind = {
  name: 'input',
  type: cellTypes.input,
  label: 'Input',
  defaultRun: 'auto',
  onlyShows: true,
  emptySource: JSON.stringify(
    { control: 'range', label: 'Value', min: 0, max: 100, step: 1, value: 50 },
    null,
    2,
  ),
  options: inputOptions,
  compile(cell) {
    const options: InputOptions = readOptions(cell.source, inputOptions);
    const { output } = cell;
    return {
      ...compileJavaScript(writeInputCall(options), { hidden: cell.hidden }),
      outputs: output ? [output] : [],
      single: output !== undefined,
      autoview: output !== undefined,
    };
  },
  symbols: ({ source }) => findOptionSymbols(source, [['choices', 'name']]),
  toCode(cell) {
    const call = writeInputCall(readOptions(cell.source, inputOptions));
    return cell.output ? `const ${cell.output} = view(${call});` : `view(${call})`;
  },
};
