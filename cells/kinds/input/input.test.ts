// @vitest-environment jsdom
import * as Inputs from '@observablehq/inputs';
import { expect, test } from 'vitest';
import { CompileError } from '@/cells/compiler/compiled-cell';
import { createCell } from '@/cells/document/create';
import { input } from '.';

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
