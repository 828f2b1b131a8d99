// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { createGate, createLog, openKernel } from './kernel.fixture';

test('cells run in the order of their names, wherever they stand', async () => {
  const { kernel, states, text } = openKernel({ 1: 'b + 1', 2: 'const b = a * 2', 3: 'const a = 20' });
  await kernel.settled();
  expect(states()).toBe('fresh fresh fresh');
  expect(text(1)).toBe('41');
  expect(await kernel.value('b')).toBe(40);
});

test('an edit runs what depends on it, and nothing else', async () => {
  const { runs, builtins } = createLog();
  const { kernel, set, text } = openKernel(
    { 1: 'const a = (ran("a"), 1)', 2: 'ran("b"), a + 1', 3: 'ran("c"), 5' },
    { builtins },
  );
  await kernel.settled();
  runs.length = 0;
  set({ 1: 'const a = (ran("a"), 10)' });
  await kernel.settled();
  expect(text(2)).toBe('11');
  expect(runs).toEqual(['a', 'b']);
});

test('names that begin with _ and names in blocks stay in their cell', async () => {
  const { kernel, states, text, set } = openKernel({
    1: 'const _x = 1; const a = _x + 1',
    2: 'const _x = 10; { const a = 5; display(_x + a) }',
    3: '_x',
    4: { source: 'const b = a', output: '_x' },
  });
  await kernel.settled();
  expect(states()).toBe('fresh fresh failed fresh');
  expect(text(2)).toBe('15');
  expect(text(3)).toContain('_x is not defined');
  expect(await kernel.value('a')).toBe(2);
  set({ 1: 'const _x = 2; const a = _x + 1' });
  await kernel.settled();
  expect(await kernel.value('b')).toBe(3);
});

test('moving cells, and setting the same notebook again, runs nothing', async () => {
  const { runs, builtins } = createLog();
  const { kernel, set } = openKernel({ 1: 'ran("a"), 1', 2: 'ran("b"), 2' }, { builtins });
  await kernel.settled();
  set({ 1: null, 2: {} });
  set({ 1: 'ran("a"), 1' });
  await kernel.settled();
  expect(runs.filter((name) => name === 'b')).toEqual(['b']);
});

test('an equal primitive result stops the wave', async () => {
  const { runs, builtins } = createLog();
  const { kernel, set } = openKernel(
    { 1: 'const a = 3', 2: 'const even = a % 2 === 0', 3: 'ran("c"), even' },
    { builtins },
  );
  await kernel.settled();
  set({ 1: 'const a = 5' });
  await kernel.settled();
  expect(runs).toEqual(['c']);
  set({ 1: 'const a = 6' });
  await kernel.settled();
  expect(runs).toEqual(['c', 'c']);
});

test('what counts as the same value stops the wave too, and stays the object that it was', async () => {
  const { runs, builtins } = createLog();
  const isSameValue = (before: unknown, after: unknown) => String(before) === String(after);
  const { kernel, set, states } = openKernel(
    { 1: 'const size = 2', 2: 'const rows = [1, 2, 3].slice(0, size)', 3: 'ran(rows.length)' },
    { builtins, isSameValue },
  );
  await kernel.settled();
  const rows = await kernel.value('rows');
  set({ 1: 'const size = 2.5' });
  await kernel.settled();
  expect(await kernel.value('rows')).toBe(rows);
  expect(runs).toEqual([2]);
  set({ 1: 'const size = 3' });
  await kernel.settled();
  expect(runs).toEqual([2, 3]);
  expect(states()).toBe('fresh fresh fresh');
});

test('an object made anew, or the same one changed in place, is a new value', async () => {
  const { runs, builtins } = createLog();
  const { kernel } = openKernel(
    { 1: 'const list = [1]', 2: 'const same = (ran(), list)', 3: 'ran(), same' },
    { builtins },
  );
  await kernel.settled();
  kernel.run([2]);
  await kernel.settled();
  expect(runs.length).toBe(4);
});

test('states: queued behind a running cell, then fresh, with how long it took', async () => {
  const gate = createGate<number>();
  const { kernel, states, becomes } = openKernel({ 1: 'const a = await gate()', 2: 'a + 1' }, gate);
  await becomes(1, 'running');
  expect(states()).toBe('running queued');
  gate.open(1);
  await kernel.settled();
  expect(states()).toBe('fresh fresh');
  expect(kernel.get(1).durationMs).toBeGreaterThanOrEqual(0);
});

test('the snapshot names inputs and outputs, builtins left out, and changes only when the cell does', async () => {
  const { kernel } = openKernel({ 1: 'const a = Math.abs(1), b = 2', 2: 'display(a + b)' });
  await kernel.settled();
  expect(kernel.get(1)).toMatchObject({ outputs: ['a', 'b'], inputs: [] });
  expect(kernel.get(2)).toMatchObject({ outputs: [], inputs: ['a', 'b'] });
  expect(kernel.get(2)).toBe(kernel.get(2));
});

test('subscribers are told once of everything that changed', async () => {
  const { kernel, set } = openKernel({ 1: 'const a = 1', 2: 'a' });
  await kernel.settled();
  const told: number[][] = [];
  kernel.subscribe((changed) => told.push([...changed].sort()));
  set({ 1: 'const a = 2' });
  await kernel.settled();
  expect(told.flat()).toContain(2);
  expect(told.length).toBeLessThan(4);
});

test('a slice is what a cell depends on, in document order, builtins left out', async () => {
  const { kernel } = openKernel({
    1: 'const c = a + b',
    2: 'const a = 1',
    3: 'const b = 2',
    4: 'const d = 4',
    5: 'c * 2',
  });
  expect(kernel.slice(5)).toEqual([1, 2, 3, 5]);
  expect(kernel.slice(4)).toEqual([4]);
  expect(kernel.definedBy('b')).toBe(3);
});

test('several outputs: each is its own value, and a promise among them is waited for by its readers alone', async () => {
  const gate = createGate<number>();
  const { kernel, text, states, becomes } = openKernel(
    { 1: 'const slow = gate(); const fast = 1', 2: 'slow', 3: 'fast' },
    gate,
  );
  await becomes(3, 'fresh');
  expect(states()).toBe('fresh queued fresh');
  gate.open(7);
  await kernel.settled();
  expect(text(2)).toBe('7');
});

test('value() gives the present value, waits for a running cell, and rejects with the error', async () => {
  const gate = createGate<number>();
  const { kernel, set } = openKernel(
    { 1: 'const a = await gate()', 2: 'const b = (() => { throw new TypeError("no") })()' },
    gate,
  );
  const value = kernel.value('a');
  gate.open(5);
  expect(await value).toBe(5);
  await expect(kernel.value('b')).rejects.toThrow(new TypeError('no'));
  await expect(kernel.value('nobody')).rejects.toThrow('No cell defines nobody.');
  set({ 1: 'const a = 6' });
  expect(await kernel.value('a')).toBe(6);
});

test('a removed cell is disposed: its signal is aborted, its output emptied, its name gone', async () => {
  const aborted: string[] = [];
  const { kernel, set, states } = openKernel(
    { 1: 'const a = 1; signal.addEventListener("abort", () => note("end")); display("shown")', 2: 'a' },
    { builtins: { note: { make: () => (text: string) => aborted.push(text) } } },
  );
  await kernel.settled();
  const root = kernel.root(1);
  expect(root.textContent).toBe('shown');
  set({ 1: null });
  await kernel.settled();
  expect(aborted).toEqual(['end']);
  expect(root.textContent).toBe('');
  expect(states()).toBe('failed');
  expect(kernel.get(2).error?.message).toBe('a is not defined');
});

test('names may change hands in one step', async () => {
  const { kernel, set, text } = openKernel({ 1: 'const a = 1', 2: 'const b = 2', 3: '`${a} ${b}`' });
  await kernel.settled();
  set({ 1: 'const b = 10', 2: 'const a = 20' });
  await kernel.settled();
  expect(text(3)).toBe('20 10');
});

test('a cell may define a name that is built in; others then read the cell', async () => {
  const builtins = { d3: { make: () => 'library' }, sql: { perCell: () => 'scoped' } };
  const { kernel, set, text } = openKernel({ 1: '`${d3} ${sql}`' }, { builtins });
  await kernel.settled();
  expect(text(1)).toBe('library scoped');
  set({ 2: 'const d3 = 3, sql = 4' });
  await kernel.settled();
  expect(text(1)).toBe('3 4');
});

test('builtins are made once, at first use; per-cell ones for each run, with its scope', async () => {
  let made = 0;
  const scopes: number[] = [];
  const builtins = {
    once: { make: async () => ++made },
    mine: { perCell: async ({ cellId }: { cellId: number }) => scopes.push(cellId) },
    unused: { make: () => expect.fail() },
  };
  const { kernel } = openKernel({ 1: '[once, mine]', 2: '[once, mine]' }, { builtins });
  await kernel.settled();
  kernel.run([2]);
  await kernel.settled();
  expect(made).toBe(1);
  expect(scopes.sort()).toEqual([1, 2, 2]);
});

test('a builtin that could not be loaded is tried again when the cell is run', async () => {
  let tries = 0;
  const builtins = {
    Plot: {
      make: async () => {
        tries += 1;
        if (tries === 1) throw new Error('no network');
        return 'plot';
      },
    },
  };
  const { kernel, text } = openKernel({ 1: 'Plot' }, { builtins });
  await kernel.settled();
  expect(kernel.get(1)).toMatchObject({
    state: 'failed',
    error: { message: 'Plot could not be loaded: no network' },
  });
  kernel.run([1]);
  await kernel.settled();
  expect(text(1)).toBe('plot');
});

test('the element of a cell may be asked for before the cell is there, and is the same after undo', async () => {
  const { kernel, set } = openKernel({ 1: '1' });
  const root = kernel.root(2);
  set({ 2: '2' });
  await kernel.settled();
  expect(root.textContent).toBe('2');
  set({ 2: null });
  await kernel.settled();
  set({ 2: '2' });
  await kernel.settled();
  expect(kernel.root(2)).toBe(root);
  expect(root.textContent).toBe('2');
});

test('a notebook of 2000 cells opens, changes and is stopped', async () => {
  const sources = Object.fromEntries(
    Array.from({ length: 2000 }, (_, i) => [
      i + 1,
      i === 0 ? 'const c0 = 1' : `const c${i} = c${Math.floor(i / 2)} + ${i % 2}`,
    ]),
  );
  const { kernel, set } = openKernel(sources);
  await kernel.settled();
  const before = (await kernel.value('c1999')) as number;
  set({ 1: 'const c0 = 101' });
  await kernel.settled();
  expect(await kernel.value('c1999')).toBe(before + 100);
  await kernel.stop();
  expect(kernel.get(2000).state).toBe('fresh');
  expect(kernel.slice(2000).length).toBeLessThan(20);
});
