import { cellTypes } from '@/cells/document/cell-types';
import type { Notebook } from '@/cells/document/notebook';
import { withKept } from './kept-value';
import { type InputControl, type InputOptions, inputOptions } from './options';

/** An input of a notebook as who sets it from outside knows it. */
export interface InputParameter {
  readonly cellId: number;
  /** The name that other cells read. */
  readonly name: string;
  readonly control: InputControl;
  readonly label: string;
  readonly type: 'number' | 'text' | 'boolean' | 'date' | 'list' | 'numbers' | 'dates';
  /** Where they are written out. */
  readonly choices?: readonly (string | number | boolean | null)[];
  readonly min?: number | string;
  readonly max?: number | string;
  readonly value?: unknown;
}

const types: Readonly<Record<InputControl, InputParameter['type'] | undefined>> = {
  range: 'number',
  between: 'numbers',
  number: 'number',
  text: 'text',
  textarea: 'text',
  select: 'text',
  radio: 'text',
  checkbox: 'list',
  toggle: 'boolean',
  date: 'date',
  dates: 'dates',
  table: undefined,
  file: undefined,
  button: undefined,
};

/** The inputs of a notebook that can be set by a value, in order. */
export function inputParameters({ cells }: Pick<Notebook, 'cells'>): InputParameter[] {
  return cells.flatMap((cell) => {
    if (cell.type !== cellTypes.input || !cell.output) return [];
    const read = readWritten(cell.source);
    const type = read && types[read.control];
    if (!read || !type) return [];
    const options = withKept(read, cell);
    return [
      {
        cellId: cell.id,
        name: cell.output,
        control: options.control,
        label: options.label ?? cell.output,
        type: options.control === 'select' && options.multiple ? ('list' as const) : type,
        ...('choices' in options && Array.isArray(options.choices) && { choices: options.choices }),
        ...('min' in options && options.min !== undefined && { min: options.min }),
        ...('max' in options && options.max !== undefined && { max: options.max }),
        ...('value' in options && options.value !== undefined && { value: options.value }),
      },
    ];
  });
}

function readWritten(source: string): InputOptions | undefined {
  try {
    return inputOptions.safeParse(JSON.parse(source)).data;
  } catch {
    return undefined;
  }
}
