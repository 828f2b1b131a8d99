import { compileJavaScript } from '@/cells/compiler/javascript';
import { findOptionSymbols } from '@/cells/compiler/symbols';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';
import { readOptions } from '../read-options';
import { withKept } from './kept-value';
import { type InputOptions, inputOptions } from './options';
import { tablesOf, writeInputCall } from './write-input-call';

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
  compile(cell, context) {
    const options = withKept(readOptions<InputOptions>(cell.source, inputOptions), cell);
    const { output } = cell;
    // A new one's form asks for the table.
    if (options.control === 'table' && options.table === '')
      return { ...compileJavaScript('{}', { hidden: true }), tables: [] };
    return {
      ...compileJavaScript(
        writeInputCall(options, (table) => context.names.has(table)),
        { hidden: cell.hidden },
      ),
      tables: tablesOf(options),
      outputs: output ? [output] : [],
      single: output !== undefined,
      autoview: output !== undefined,
    };
  },
  symbols: ({ source }) =>
    findOptionSymbols(source, [['choices', 'name'], ['choices', 'table'], ['ends', 'table'], ['table']]),
  toCode(cell, context) {
    const options = withKept(readOptions<InputOptions>(cell.source, inputOptions), cell);
    const call = writeInputCall(options, (table) => context === undefined || context.names.has(table));
    return cell.output ? `const ${cell.output} = view(${call});` : `view(${call})`;
  },
};
