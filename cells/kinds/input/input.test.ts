// @vitest-environment jsdom
import * as Inputs from '@observablehq/inputs';
import { expect, test } from 'vitest';
import { CompileError } from '@/cells/compiler/compiled-cell';
import { createCell } from '@/cells/document/create';
import { input } from '.';
import { readKept, writeKept } from './kept-value';
import { inputParameters } from './parameters';

const cell = (options: object | string, output?: string) =>
  createCell({
    id: 1,
    kind: 'input',
    source: typeof options === 'string' ? options : JSON.stringify(options, null, 2),
    ...(output ? { output } : {}),
  });

const context = { names: new Set<string>() };

test.each([
  [
    { control: 'range', label: 'Hour', min: 0, max: 23, step: 1, value: 9 },
    'Inputs.range([0, 23], {label: "Hour", step: 1, value: 9})',
    9,
  ],
  [{ control: 'number', min: 0, value: 3 }, 'Inputs.number([0, Infinity], {value: 3})', 3],
  [{ control: 'number', value: 3 }, 'Inputs.number({value: 3})', 3],
  [
    { control: 'text', label: 'Name', placeholder: 'any', value: 'x' },
    'Inputs.text({label: "Name", placeholder: "any", value: "x"})',
    'x',
  ],
  [{ control: 'textarea', value: 'x', rows: 3 }, 'Inputs.textarea({value: "x", rows: 3})', 'x'],
  [{ control: 'select', choices: ['a', 'b'], value: 'b' }, 'Inputs.select(["a","b"], {value: "b"})', 'b'],
  [
    { control: 'select', choices: ['a', 'b'], multiple: true, value: ['b'] },
    'Inputs.select(["a","b"], {value: ["b"], multiple: true})',
    ['b'],
  ],
  [{ control: 'radio', choices: [1, 2], value: 2 }, 'Inputs.radio([1,2], {value: 2})', 2],
  [
    { control: 'checkbox', choices: ['a', 'b'], value: ['a'] },
    'Inputs.checkbox(["a","b"], {value: ["a"]})',
    ['a'],
  ],
  [{ control: 'toggle', label: 'On', value: true }, 'Inputs.toggle({label: "On", value: true})', true],
  [{ control: 'date', value: '2012-05-01' }, 'Inputs.date({value: "2012-05-01"})', new Date('2012-05-01')],
  [{ control: 'button', text: 'Go', label: 'Start' }, 'Inputs.button("Go", {label: "Start"})', 0],
])('%j is the call that a person would have typed', (options, call, value) => {
  expect(input.toCode?.(cell(options, 'x'))).toBe(`const x = view(${call});`);
  const compiled = input.compile(cell(options, 'x'), context);
  expect(compiled).toMatchObject({
    inputs: ['Inputs'],
    outputs: ['x'],
    single: true,
    autodisplay: true,
    autoview: true,
  });
  if (['range', 'number', 'toggle'].includes(options.control)) return; // the forms of jsdom refuse them
  // biome-ignore lint/security/noGlobalEval: the body is meant to be evaluated.
  const element = globalThis.eval(`(${compiled.body})`)(Inputs);
  expect(element).toBeInstanceOf(HTMLElement);
  expect(element.value).toEqual(value);
});

test.each([
  [
    { control: 'between', min: 0, max: 9, value: { from: 2, to: 5 } },
    'Inputs.form({from: Inputs.range([0, 9], {label: "From", value: 2}), to: Inputs.range([0, 9], {label: "to", value: 5})})',
  ],
  [
    { control: 'dates', label: 'Days', value: { from: '2012-01-01', to: '2012-02-01' } },
    'Inputs.form({from: Inputs.date({label: "Days", value: "2012-01-01"}), to: Inputs.date({label: "to", value: "2012-02-01"})})',
  ],
  [
    { control: 'select', choices: { table: 'rides', column: 'day`s' }, multiple: true },
    'Inputs.select([...await sql.with({rides})`SELECT DISTINCT "day\\`s" AS value FROM "rides" WHERE "day\\`s" IS NOT NULL ORDER BY value LIMIT 5000`].map((d) => d.value), {multiple: true})',
  ],
  [
    { control: 'range', ends: { table: 'rides', column: 'hr' } },
    'Inputs.range(await sql.with({rides})`SELECT min("hr") AS low, max("hr") AS high FROM "rides"`.then(([{low, high}]) => [low, high]))',
  ],
  [
    { control: 'table', table: 'rides', columns: ['hr'] },
    'Inputs.table([...await sql.with({rides})`SELECT "hr" FROM "rides" LIMIT 10000`], {required: false})',
  ],
  [
    { control: 'file', as: 'text', accept: '.txt' },
    'Inputs.file({accept: ".txt", transform: (file) => file.text()})',
  ],
])('%j asks for its data in code that a person would have typed', (options, call) => {
  expect(input.toCode?.(cell(options, 'x'))).toBe(`const x = view(${call});`);
  const { inputs, tables } = input.compile(cell(options, 'x'), { names: new Set(['rides']) });
  expect(inputs).toContain('Inputs');
  if (call.includes('sql'))
    expect({ inputs, tables }).toMatchObject({
      tables: ['rides'],
      inputs: expect.arrayContaining(['sql', 'rides']),
    });
});

test('a value that the file keeps is where the control begins; one that it cannot take is passed over', () => {
  const kept = (options: object, value: string) =>
    input.toCode?.({ ...cell(options, 'x'), attributes: { 'data-value': value } });
  expect(kept({ control: 'range', value: 1 }, '7')).toBe(
    'const x = view(Inputs.range([0, 100], {value: 7}));',
  );
  expect(kept({ control: 'range', value: 1 }, '"seven"')).toBe(
    'const x = view(Inputs.range([0, 100], {value: 1}));',
  );
  expect(kept({ control: 'date' }, '"2012-05-01"')).toContain('2012-05-01');
  const dates = { control: 'dates' } as const;
  const value = { from: new Date('2012-05-01'), to: new Date('2012-06-01') };
  const text = writeKept(dates, value) ?? '';
  expect(text).toBe('{"from":"2012-05-01","to":"2012-06-01"}');
  expect(readKept(dates, text)).toEqual(value);
  expect(writeKept({ control: 'button', text: 'Run' }, 3)).toBeUndefined();
});

test('inputs are told by name, type and bounds to who sets them from outside', () => {
  const cells = [
    cell({ control: 'range', label: 'Hour', min: 0, max: 23, value: 9 }, 'hour'),
    {
      ...cell({ control: 'select', choices: ['a', 'b'], multiple: true }, 'kinds'),
      attributes: { 'data-value': '["b"]' },
    },
    cell({ control: 'button' }, 'go'),
    cell({ control: 'number' }),
  ];
  expect(inputParameters({ cells })).toEqual([
    { cellId: 1, name: 'hour', control: 'range', label: 'Hour', type: 'number', min: 0, max: 23, value: 9 },
    {
      cellId: 1,
      name: 'kinds',
      control: 'select',
      label: 'kinds',
      type: 'list',
      choices: ['a', 'b'],
      value: ['b'],
    },
  ]);
});

test('choices may come from another cell', () => {
  const compiled = input.compile(cell({ control: 'select', choices: { name: 'stations' } }, 's'), context);
  expect(compiled.inputs).toEqual(['Inputs', 'stations']);
});

test('the source of a fresh cell compiles', () => {
  expect(input.compile(cell(input.emptySource, 'n'), context).outputs).toEqual(['n']);
});

test.each([
  ['{"control": "range",\n "min": "zero"}', /^Option min: /, 2],
  ['{"control": "range",\n "colour": 1}', /colour/, 2],
  ['{"control": "dial"}', /control/i, 1],
  ['{"control": "select"}', /choices/, undefined],
  ['{"control": "select",\n "choices": {"name": "a b"}}', /must be the name of a value/, 2],
  ['{"control":', /^The options are not JSON: /, 1],
  ['', /^The options are not JSON: /, undefined],
])('%j: %s', (source, message, line) => {
  try {
    input.compile(cell(source), context);
  } catch (error) {
    expect(error).toBeInstanceOf(CompileError);
    expect((error as CompileError).message).toMatch(message);
    if (line !== undefined) expect((error as CompileError).line).toBe(line);
    return;
  }
  throw new Error('Nothing was thrown');
});
