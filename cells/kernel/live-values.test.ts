// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { Mutable } from '@/cells/stdlib/mutable';
import { openKernel } from './kernel.fixture';
import { observe } from './observe';

const slider = {
  slider: {
    make: () => (value: number) =>
      Object.assign(document.createElement('input'), { type: 'range', valueAsNumber: value }),
  },
};

function move(root: HTMLElement, value: number): void {
  const input = root.querySelector('input');
  if (!input) throw new Error('No input is shown');
  input.valueAsNumber = value;
  input.dispatchEvent(new Event('input'));
}

test('view shows an input, and its value is live', async () => {
  const { kernel, text } = openKernel({ 1: 'const n = view(slider(5))', 2: 'n * 2' }, { builtins: slider });
  await kernel.settled();
  expect(text(2)).toBe('10');
  move(kernel.root(1), 7);
  await kernel.settled();
  expect(text(2)).toBe('14');
});

test('an input keeps its place and value while cells around it change', async () => {
  const { kernel, set, text } = openKernel(
    { 1: 'const n = view(slider(5))', 2: 'n * 2', 3: '1' },
    { builtins: slider },
  );
  await kernel.settled();
  move(kernel.root(1), 9);
  await kernel.settled();
  set({ 2: 'n * 3', 3: null, 4: 'const m = n' });
  await kernel.settled();
  expect(text(2)).toBe('27');
  await kernel.stop();
  move(kernel.root(1), 10);
  await kernel.settled();
  expect(text(2)).toBe('30');
});

test('running all again leaves an input where the person put it, until its text or default changes', async () => {
  const { kernel, set, text } = openKernel(
    { 0: 'const start = 5', 1: 'const n = view(slider(start))', 2: 'n * 2' },
    { builtins: slider },
  );
  await kernel.settled();
  move(kernel.root(1), 9);
  await kernel.settled();
  const before = kernel.root(1).querySelector('input');
  kernel.run('all');
  await kernel.settled();
  expect(kernel.root(1).querySelector('input')).not.toBe(before);
  expect(kernel.root(1).querySelector('input')?.valueAsNumber).toBe(9);
  expect(text(2)).toBe('18');
  kernel.run('all'); // and once more, untouched since
  await kernel.settled();
  expect(text(2)).toBe('18');
  set({ 0: 'const start = 6' });
  await kernel.settled();
  expect(text(2)).toBe('12');
  set({ 1: 'const n = view(slider(start + 1))' });
  await kernel.settled();
  expect(text(2)).toBe('14');
});

test('an input that no longer takes the value begins with its default', async () => {
  const builtins = {
    pick: {
      make: () => (choices: string[]) => {
        const select = document.createElement('select');
        select.append(...choices.map((choice) => new Option(choice, choice)));
        return select;
      },
    },
  };
  const { kernel, set, text } = openKernel(
    { 0: 'const choices = ["a", "b", "c"]', 1: 'const x = view(pick(choices))', 2: 'x' },
    { builtins },
  );
  await kernel.settled();
  const select = kernel.root(1).querySelector('select');
  if (!select) throw new Error('No choice is shown');
  select.value = 'c';
  select.dispatchEvent(new Event('input'));
  await kernel.settled();
  kernel.run('all');
  await kernel.settled();
  expect(text(2)).toBe('c');
  set({ 0: 'const choices = ["a", "b"]' });
  await kernel.settled();
  expect(text(2)).toBe('a');
});

test('a form cell: its output is the value of the shown input', async () => {
  const Inputs = { range: (_: number[], { value }: { value: number }) => slider.slider.make()(value) };
  const input = {
    kind: 'input',
    source: '{"control": "range", "min": 0, "max": 10, "value": 4}',
    output: 'n',
  } as const;
  const { kernel, text, set } = openKernel(
    { 1: input as object, 2: 'n + 1' },
    { builtins: { Inputs: { make: () => Inputs } } },
  );
  await kernel.settled();
  expect(text(2)).toBe('5');
  move(kernel.root(1), 6);
  await kernel.settled();
  expect(text(2)).toBe('7');
  expect(kernel.slice(2)).toEqual([1, 2]);
  kernel.run('all');
  await kernel.settled();
  expect(text(2)).toBe('7');
  set({ 1: { source: '{"control": "range", "min": "x"}' } });
  await kernel.settled();
  expect(kernel.get(1).error).toMatchObject({ name: 'SyntaxError', line: 1 });
  expect(kernel.get(2).state).toBe('blocked');
});

test('Mutable: other cells follow', async () => {
  const { kernel, text } = openKernel(
    { 1: 'const count = Mutable(0); const increment = () => count.value++', 2: 'count', 3: 'increment' },
    { builtins: { Mutable: { make: () => Mutable } } },
  );
  await kernel.settled();
  expect(text(2)).toBe('0');
  const increment = (await kernel.value('increment')) as () => void;
  increment();
  await kernel.settled();
  expect(text(2)).toBe('1');
});

test('a generator gives one value after another to its readers, and ends when its cell runs again', async () => {
  const ended: string[] = [];
  const builtins = { ended: { make: () => (what: string) => ended.push(what) } };
  const { kernel, text, becomes, set } = openKernel(
    {
      1: 'const i = (function* () { try { for (let i = 0; i < 3; i++) yield i } finally { ended("i") } })()',
      2: 'display(i)',
    },
    { builtins },
  );
  await becomes(2, 'fresh');
  while (text(2) !== '2') await new Promise((resolve) => kernel.subscribe(resolve));
  set({ 1: 'const i = 5' });
  await kernel.settled();
  expect(text(2)).toBe('5');
  expect(ended).toEqual(['i']);
});

test('an asynchronous generator that yields the same object each time runs its readers each time', async () => {
  const { kernel, text } = openKernel({
    1: 'const log = (async function* () { const log = []; for (let i = 0; i < 3; i++) { log.push(i); yield log } })()',
    2: 'log.join()',
  });
  while (text(2) !== '0,1,2') await new Promise((resolve) => kernel.subscribe(resolve));
});

test('a live value that nobody has given yet holds up its readers, but not settled()', async () => {
  let give: (value: number) => void = () => {};
  const builtins = {
    file: {
      make: () => () =>
        observe<number>((notify) => {
          give = notify;
        }),
    },
  };
  const { kernel, states, text } = openKernel(
    { 1: 'const f = file()', 2: 'f + 1', 3: 'const g = 1' },
    { builtins },
  );
  await kernel.settled();
  expect(states()).toBe('fresh idle fresh');
  give(4);
  await kernel.settled();
  expect(text(2)).toBe('5');
});

test('width is a number for every cell that asks, also where nothing is laid out', async () => {
  const { kernel, text } = openKernel({ 1: 'width > 0' });
  await kernel.settled();
  expect(text(1)).toBe('true');
});

test('visibility resolves where the screen is unknown', async () => {
  const { kernel, text } = openKernel({ 1: 'display(await visibility("seen"))' });
  await kernel.settled();
  expect(text(1)).toBe('seen');
});

test('a builtin that is a generator goes on, no faster than it is read', async () => {
  let values = 0;
  const builtins = {
    now: {
      make: async function* () {
        for (;;) yield values++;
      },
    },
  };
  const { kernel, text } = openKernel({ 1: 'now' }, { builtins });
  while (Number(text(1)) < 4) await new Promise((resolve) => kernel.subscribe(resolve));
  expect(values).toBeLessThan(8);
});

test('visibility resolves when the kernel is told that the cell is looked at, laid out or not', async () => {
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  const { kernel, text, becomes } = openKernel({ 1: 'display(await visibility("seen"))' });
  await becomes(1, 'running');
  kernel.setVisible(1, true);
  await kernel.settled();
  expect(text(1)).toBe('seen');
});
