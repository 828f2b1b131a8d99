import type { VariableAbout } from '@/cells/bridge/messages';
import { isArqueroTable, isArrowTable } from '@/cells/data';
import { formatValue } from '@/cells/kernel/format-value';
import { formatBytes, formatNumber } from '@/components/ui/format';
import { isTrainedModel } from './run-to-end';

const longest = 120;

/** What a value is, in a few words: its type, its shape (rows × columns, items, characters) and a glance at it. */
export function describeValue(value: unknown): Pick<VariableAbout, 'type' | 'shape' | 'glance'> {
  if (isArrowTable(value))
    return { type: 'table', shape: sayShape(value.numRows, value.schema.fields.length) };
  if (isArqueroTable(value))
    return { type: 'table', shape: sayShape(value.numRows(), value.columnNames().length) };
  if (isTrainedModel(value)) {
    const { task, learner } = value;
    return { type: 'model', shape: `${learner}, ${task}` };
  }
  if (Array.isArray(value))
    return { type: 'array', shape: count(value.length, 'item'), glance: glance(value) };
  if (value instanceof Map || value instanceof Set)
    return {
      type: value.constructor.name,
      shape: count(value.size, value instanceof Map ? 'entry' : 'item'),
      glance: glance(value),
    };
  if (ArrayBuffer.isView(value))
    return { type: value.constructor.name, shape: formatBytes(value.byteLength), glance: glance(value) };
  if (value instanceof ArrayBuffer || value instanceof Blob)
    return {
      type: value.constructor.name,
      shape: formatBytes(value instanceof Blob ? value.size : value.byteLength),
    };
  if (typeof value === 'function') return { type: 'function', shape: sayParameters(value.length) };
  if (value instanceof Node) return { type: 'element', glance: glance(value) };
  if (value instanceof Date) return { type: 'date', glance: glance(value) };
  if (typeof value === 'string')
    return { type: 'text', shape: count(value.length, 'character'), glance: glance(value) };
  if (value === null || value === undefined) return { type: String(value) };
  if (typeof value !== 'object') return { type: typeof value, glance: glance(value) };
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return {
    type: typeof name === 'string' && name !== 'Object' ? name.slice(0, 100) : 'object',
    shape: count(Object.keys(value).length, 'key'),
    glance: glance(value),
  };
}

const plurals: Readonly<Record<string, string>> = { entry: 'entries' };
const count = (size: number, word: string) =>
  `${formatNumber(size)} ${size === 1 ? word : (plurals[word] ?? `${word}s`)}`;
const sayShape = (rows: number, columns: number) => `${count(rows, 'row')} × ${count(columns, 'column')}`;
const sayParameters = (size: number) => (size === 0 ? '' : count(size, 'parameter'));

function glance(value: unknown): string {
  const text = formatValue(value).replaceAll(/\s+/g, ' ');
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
