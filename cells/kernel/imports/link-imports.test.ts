// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { createNotebook } from '@/cells/document/create';
import { compileCell } from '@/cells/kinds';
import { createGate, createLog, toCells } from '../kernel.fixture';
import { openImporting } from './imports.fixture';
import { createLinker } from './link-imports';

const sales = {
  1: 'const data = [1, 2, 3]',
  2: 'const total = data.reduce((sum, each) => sum + each, 0)',
  3: 'const unused = (ran("unused"), 1)',
  4: 'const chart = `chart of ${total}`',
};

test('imported cells run here, with what they need and nothing else, and names do not collide', async () => {
  const { runs, builtins } = createLog();
  const { kernel, states, text } = openImporting(
    {
      1: 'import {chart, total as sum} from "notebook:sales"',
      2: '`${chart}, ${sum}, ${data}, ${total}`',
      3: 'const data = "mine", total = 0',
    },
    { sales },
    { builtins },
  );
  await kernel.settled();
  expect(text(2)).toBe('chart of 6, 6, mine, 0');
  expect(states()).toBe('fresh fresh fresh');
  expect(runs).toEqual([]);
  expect(kernel.get(1)).toMatchObject({ outputs: ['chart', 'sum'] });
  expect(kernel.definedBy('chart')).toBe(1);
  expect(kernel.slice(2)).toEqual([1, 2, 3]);
  expect(await kernel.value('sum')).toBe(6);
});

test('a name of this notebook stands in place of one there, and its changes run what was imported', async () => {
  const { kernel, set, text } = openImporting(
    {
      1: 'import {chart} from "notebook:sales" with {data: "mine"}',
      2: 'import {chart as theirs} from "notebook:sales"',
      3: 'const mine = [10]',
      4: 'chart + "; " + theirs',
    },
    { sales },
  );
  await kernel.settled();
  expect(text(4)).toBe('chart of 10; chart of 6');
  expect(kernel.slice(4)).toEqual([1, 2, 3, 4]);
  expect(kernel.get(1).inputs).toEqual(['mine']);
  set({ 3: 'const mine = [20, 1]' });
  await kernel.settled();
  expect(text(4)).toBe('chart of 21; chart of 6');
});

test('what is replaced may be made from what is imported; a real circle is told with the notebook', async () => {
  const { kernel, set, text, states } = openImporting(
    {
      1: 'import {chart, data} from "notebook:sales" with {total: "mine"}',
      2: 'const mine = data.length',
      3: 'chart',
    },
    { sales },
  );
  await kernel.settled();
  expect(text(3)).toBe('chart of 3');
  set({ 2: 'const mine = chart.length' });
  await kernel.settled();
  expect(states()).toBe('failed failed blocked');
  expect(kernel.get(1).error?.message).toBe(
    'Circular definition: chart → chart of “sales” → mine → chart. Each of these waits for the next; break the circle in one cell.',
  );
});

test('an input that is imported stands at the import, and its value is live', async () => {
  const input = 'view(Object.assign(document.createElement("input"), {type: "range", value: 5}))';
  const named: (string | undefined)[] = [];
  const { kernel, text } = openImporting(
    { 1: 'import {alpha} from "notebook:knobs"', 2: 'alpha * 2' },
    { knobs: { 7: `const alpha = ${input}` } },
    { inputIsNamed: (name) => named.push(name) },
  );
  await kernel.settled();
  expect(text(2)).toBe('10');
  // Addresses name it as it is called here.
  expect(named).toEqual(['alpha']);
  const element = kernel.root(1).querySelector('input');
  if (!element) throw new Error('The input is not shown.');
  element.value = '8';
  element.dispatchEvent(new Event('input'));
  await kernel.settled();
  expect(text(2)).toBe('16');
});

test('viewof of the older dialect brings the input and its value', async () => {
  const { kernel, text } = openImporting(
    {
      1: { kind: 'observable', source: 'import {viewof alpha as beta} from "notebook:knobs"' },
      2: 'beta + 1',
      3: { kind: 'observable', source: 'viewof beta' },
    },
    {
      knobs: {
        7: {
          kind: 'observable',
          source: 'viewof alpha = Object.assign(document.createElement("input"), {type: "number", value: 5})',
        },
      },
    },
  );
  await kernel.settled();
  expect(text(2)).toBe('6');
  expect(kernel.root(3).querySelector('input')?.type).toBe('number');
});

test('imports chain, and a notebook that imports its importer is told', async () => {
  const others = {
    regions: { 1: 'import {data, rest} from "notebook:sales"', 2: 'const first = data[0] + rest' },
    sales: { ...sales, 9: 'const rest = 100' },
    knot: { 1: 'import {first} from "notebook:loop"' },
    loop: { 1: 'import {first} from "notebook:knot"' },
  };
  const { kernel, text } = openImporting(
    {
      1: 'import {first, data} from "notebook:regions" with {rest: "mine"}',
      2: '[first, ...data].join()',
      3: 'const mine = 1000',
      4: 'import {first as never} from "notebook:knot"',
      5: 'never',
    },
    others,
  );
  await kernel.settled();
  expect(text(2)).toBe('1001,1,2,3');
  expect(kernel.get(4).error?.message).toContain('in a circle: “knot” → “loop” → “knot”');
  expect(kernel.get(5)).toMatchObject({ state: 'blocked', error: { rootCell: 4 } });
});

test('a cell that fails there is told at the import, with notebook and cell; what else is imported stays', async () => {
  const { kernel, set, states, text, republish } = openImporting(
    { 1: 'import {good, bad} from "notebook:x"', 2: 'good', 3: 'bad' },
    { x: { 4: 'const good = 1', 5: 'const bad = missing.length' } },
  );
  await kernel.settled();
  expect(states()).toBe('failed fresh blocked');
  expect(text(1)).toBe('ReferenceError: bad (cell 5) of “x” failed: missing is not defined');
  expect(kernel.get(3).error).toMatchObject({
    rootCell: 1,
    message: 'Waits for bad, which has no value because of an error.',
  });
  republish('x', { 4: 'const good = 2', 5: 'const bad = 3' });
  await kernel.settled();
  expect(states()).toBe('fresh fresh fresh');
  expect(text(1) ?? '').toBe('');
  set({ 1: 'import {good, worse} from "notebook:x"', 3: 'worse' });
  await kernel.settled();
  expect(kernel.get(1).error?.message).toBe('“x” (revision 2) has no cell named worse. It has good, bad.');
  expect(states()).toBe('failed blocked blocked');
  set({ 1: 'import {good} from "notebook:x" with {bda: "mine"}', 3: 'const mine = 1' });
  await kernel.settled();
  expect(kernel.get(1).error?.message).toContain('Nothing can stand in place of bda in “x”');
});

test('names of the library are those of the imported notebook, whatever this one calls them', async () => {
  const tell = (title: string) => ({
    files: { perCell: () => `files of ${title}` },
    library: { make: async () => `library of ${title}` },
  });
  const { kernel, text } = openImporting(
    {
      1: 'import {seen} from "notebook:x"',
      2: 'seen',
      3: 'const library = 1, Math = 2, display = 3, files = 4',
    },
    { x: { 1: 'const seen = [files, library, Math.abs(-1), typeof display].join()' } },
    { builtins: tell('this'), builtinsOf: tell },
  );
  await kernel.settled();
  expect(text(2)).toBe('files of x,library of x,1,function');
});

test('a slow cell there is waited for by its readers alone; a manual one runs when its importer is run', async () => {
  const gate = createGate<number>();
  const { kernel, states, becomes, text } = openImporting(
    { 1: 'import {fast, slow} from "notebook:x"', 2: 'fast', 3: 'slow' },
    { x: { 1: 'const fast = 1', 2: 'const slow = await gate()' } },
    gate,
  );
  await becomes(2, 'fresh');
  await becomes(1, 'running');
  expect(states()).toBe('running fresh queued');
  gate.open(7);
  await kernel.settled();
  expect(text(3)).toBe('7');
  const manual = openImporting(
    { 1: 'import {model} from "notebook:x"', 2: 'model' },
    { x: { 1: { source: 'const model = 42', run: 'manual' } } },
  );
  await manual.kernel.settled();
  expect(manual.states()).toBe('idle idle');
  manual.kernel.run([2]);
  await manual.kernel.settled();
  expect(manual.text(2)).toBe('42');
});

test('several names of one cell, live values and tables of cells keep their meaning', async () => {
  const { kernel, text } = openImporting(
    {
      1: 'import {a, b, count} from "notebook:x"',
      2: '`${a} ${b} ${count}`',
      3: { kind: 'observable', source: 'import {mutable count as n} from "notebook:x"' },
      4: 'n + 1',
    },
    {
      x: {
        1: 'const {a, b} = await Promise.resolve({a: 1, b: 2})',
        2: { kind: 'observable', source: 'mutable count = 5' },
      },
    },
    { builtins: { Mutable: { make: async () => (await import('@/cells/stdlib/mutable')).Mutable } } },
  );
  await kernel.settled();
  expect(text(2)).toBe('1 2 5');
  expect(text(4)).toBe('6');
});

test('a cell that imports is taken away and comes back; text of it that is changed asks for no more than it names', async () => {
  const { runs, builtins } = createLog();
  const { kernel, set, states, text, linked } = openImporting(
    { 1: 'import {chart} from "notebook:sales"', 2: 'chart', 3: 'const mine = [4]' },
    { sales },
    { builtins },
  );
  await kernel.settled();
  expect(linked()).toHaveLength(6);
  set({ 1: null });
  await kernel.settled();
  expect(states()).toBe('failed fresh');
  expect(linked()).toHaveLength(2);
  set({ 1: 'import {chart} from "notebook:sales"' });
  await kernel.settled();
  expect(text(2)).toBe('chart of 6');
  set({ 1: 'import {data as chart} from "notebook:sales"' });
  await kernel.settled();
  expect(text(2)).toBe('1,2,3');
  expect(linked()).toHaveLength(4);
  set({ 1: 'import {chart} from "notebook:sales" with {total: "mine"}' });
  await kernel.settled();
  expect(text(2)).toBe('chart of 4');
  expect(runs).toEqual([]);
});

test('where nothing runs by itself, what is imported runs when it is asked for', async () => {
  const { kernel, states, text } = openImporting(
    {
      1: { source: 'import {chart} from "notebook:sales"', run: 'manual' },
      2: { source: 'chart', run: 'manual' },
    },
    { sales },
  );
  await kernel.settled();
  expect(states()).toBe('idle idle');
  kernel.run([2]);
  await kernel.settled();
  expect(text(2)).toBe('chart of 6');
  kernel.run([2]);
  await kernel.settled();
  expect(states()).toBe('fresh fresh');
});

test('of a part what is replaced need not be there: nothing that is imported reads it', () => {
  const of = (isPart: boolean) =>
    createLinker({
      compile: compileCell,
      find: () => ({
        ...{ id: 'sales', title: 'sales', revision: 1, isPart },
        notebook: createNotebook({ cells: toCells({ 1: 'const chart = 1' }) }),
      }),
    });
  const importing = createNotebook({
    cells: toCells({ 1: 'import {chart} from "notebook:sales" with {data: "mine"}' }),
  });
  const [whole, part] = [of(false), of(true)];
  for (const linker of [whole, part]) linker.link(importing);
  expect(whole.links(1)?.problem).toContain('Nothing can stand in place of data');
  expect(part.links(1)).toMatchObject({ problem: undefined, missing: [], cells: [expect.any(Number)] });
});

test('notebooks that are reached on ways without number are told, and end', () => {
  const problemOf = (cellsOf: (place: number) => Record<number, string>) => {
    const linker = createLinker({
      compile: compileCell,
      find: (name) => ({
        ...{ id: name, title: name, revision: 1 },
        notebook: createNotebook({ cells: toCells(cellsOf(Number(name.split('-')[1]))) }),
      }),
    });
    linker.link(createNotebook({ cells: toCells({ 1: 'import {x} from "notebook:start-1"' }) }));
    return linker.links(1)?.problem;
  };
  // Each imports the next from both of its two, and so twice as often as the one before.
  const twice = (place: number) => ({
    1: `import {x as y} from "notebook:left-${place + 1}"`,
    2: `import {x as z} from "notebook:right-${place + 1}"`,
    3: 'const x = y + z',
  });
  const last: Record<number, string> = { 1: 'const x = 1, p = x' };
  expect(problemOf((place) => (place < 30 ? twice(place) : last))).toContain('on too many ways');
  // What replaces a name is imported with the two next ones in place of its own.
  const lines = Array.from({ length: 60 }, (_, i) => [
    i + 1,
    `import {x as x${i}} from "notebook:other-2" with {p: "x${i + 1}", q: "x${i + 2}"}`,
  ]);
  const replacing = { ...Object.fromEntries(lines), 98: 'const x = x0', 99: 'const x60 = 1, x61 = 1' };
  expect(problemOf((place) => (place < 2 ? replacing : { 1: 'const x = [p, q]' }))).toContain(
    'on too many ways',
  );
  const circle = {
    1: 'import {x} from "notebook:other-2" with {p: "y"}',
    2: 'import {x as y} from "notebook:other-2" with {p: "x"}',
  };
  expect(problemOf((place) => (place < 2 ? circle : { 1: 'const x = p' }))).toContain('on too many ways');
});
