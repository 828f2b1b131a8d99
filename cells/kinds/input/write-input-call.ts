import { quoteName } from '@/cells/data/write-literal';
import type { InputOptions } from './options';

type Column = { readonly table: string; readonly column: string };

/** Values of a column that a list offers at most. */
const mostChoices = 5000;
/** Rows that a table of an input offers at most. */
const mostRows = 10_000;

/** The call of `Inputs` that a person would have typed for these options. `isCell` tells whether a table is another cell's. */
export function writeInputCall(
  options: InputOptions,
  isCell: (table: string) => boolean = () => true,
): string {
  switch (options.control) {
    case 'range': {
      const { control, ends, min, max, ...rest } = options;
      return call('range', ends ? writeEnds(ends, isCell) : `[${min}, ${max}]`, rest);
    }
    case 'between': {
      const { label, ends, min, max, value, step } = options;
      const bounds = ends ? 'ends' : `[${min}, ${max}]`;
      const one = (side: 'from' | 'to') =>
        call(
          'range',
          bounds,
          {
            label: side === 'from' ? (label ?? 'From') : 'to',
            step,
            value: value?.[side] ?? (ends ? undefined : { from: min, to: max }[side]),
          },
          side === 'to' && ends && !value
            ? 'value: ends[1]'
            : side === 'from' && ends && !value
              ? 'value: ends[0]'
              : '',
        );
      const form = `Inputs.form({from: ${one('from')}, to: ${one('to')}})`;
      return ends ? `${writeEnds(ends, isCell)}.then((ends) => ${form})` : form;
    }
    case 'number': {
      const { control, min, max, ...rest } = options;
      // `Inputs.number` takes its bounds only as a pair.
      const bounds =
        min === undefined && max === undefined ? '' : `[${min ?? -Infinity}, ${max ?? Infinity}]`;
      return call('number', bounds, rest);
    }
    case 'select':
    case 'radio':
    case 'checkbox': {
      const { control, choices, ...rest } = options;
      return call(control, writeChoices(choices, isCell), rest);
    }
    case 'button': {
      const { text, label } = options;
      return call('button', JSON.stringify(text), { label });
    }
    case 'dates': {
      const { label, min, max, value } = options;
      const one = (side: 'from' | 'to') =>
        call('date', '', {
          label: side === 'from' ? (label ?? 'From') : 'to',
          min,
          max,
          value: value?.[side],
        });
      return `Inputs.form({from: ${one('from')}, to: ${one('to')}})`;
    }
    case 'table': {
      const { label, table, columns, multiple, rows } = options;
      const list = columns ? columns.map(quoteName).join(', ') : '*';
      const source = `[...await ${tagOf(table, isCell)}\`SELECT ${escapeTemplate(list)} FROM ${escapeTemplate(quoteName(table))} LIMIT ${mostRows}\`]`;
      return call('table', source, { label, multiple, rows, required: false });
    }
    case 'file': {
      const { control, as, ...rest } = options;
      const transform = { table: readTable, json: readJson, text: readText, bytes: readBytes, file: '' }[as];
      return call('file', '', rest, transform && `transform: ${transform}`);
    }
    case 'text':
    case 'textarea':
    case 'toggle':
    case 'date': {
      const { control, ...rest } = options;
      return call(control, '', rest);
    }
  }
}

const readTable =
  'async (file) => /\\.json$/i.test(file.name) ? JSON.parse(await file.text()) : (/\\.tsv$/i.test(file.name) ? d3.tsvParse : d3.csvParse)(await file.text(), d3.autoType)';
const readJson = 'async (file) => JSON.parse(await file.text())';
const readText = '(file) => file.text()';
const readBytes = 'async (file) => new Uint8Array(await file.arrayBuffer())';

function writeChoices(
  choices: Extract<InputOptions, { control: 'select' }>['choices'],
  isCell: (table: string) => boolean,
): string {
  if (Array.isArray(choices)) return JSON.stringify(choices);
  if ('name' in choices) return choices.name;
  const { table, column } = choices;
  const name = quoteName(column);
  return `[...await ${tagOf(table, isCell)}\`${escapeTemplate(`SELECT DISTINCT ${name} AS value FROM ${quoteName(table)} WHERE ${name} IS NOT NULL ORDER BY value LIMIT ${mostChoices}`)}\`].map((d) => d.value)`;
}

function writeEnds({ table, column }: Column, isCell: (table: string) => boolean): string {
  const name = quoteName(column);
  return `await ${tagOf(table, isCell)}\`${escapeTemplate(`SELECT min(${name}) AS low, max(${name}) AS high FROM ${quoteName(table)}`)}\`.then(([{low, high}]) => [low, high])`;
}

/** A table of another cell is given to the query by its name. */
const tagOf = (table: string, isCell: (table: string) => boolean): string =>
  isCell(table) && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(table) ? `sql.with({${table}})` : 'sql';

const escapeTemplate = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');

function call(name: string, first: string, options: Readonly<Record<string, unknown>>, more = ''): string {
  const written = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  const all = [...written, ...(more ? [more] : [])];
  const second = all.length > 0 ? `{${all.join(', ')}}` : '';
  return `Inputs.${name}(${[first, second].filter(Boolean).join(', ')})`;
}

/** The tables that the control reads. */
export function tablesOf(options: InputOptions): string[] {
  if (options.control === 'table') return [options.table];
  if ('ends' in options && options.ends) return [options.ends.table];
  if ('choices' in options && 'table' in options.choices) return [options.choices.table];
  return [];
}
