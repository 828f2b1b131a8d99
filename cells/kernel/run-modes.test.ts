// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { createCell, createNotebook } from '@/cells/document/create';
import { createGate, createLog, openKernel } from './kernel.fixture';

test('a manual cell waits to be asked, and what depends on it waits with it', async () => {
  const { kernel, states, text } = openKernel({
    1: 'const a = 1',
    2: { source: 'const model = a * 10', run: 'manual' },
    3: 'model + 1',
  });
  await kernel.settled();
  expect(states()).toBe('fresh idle idle');
  kernel.run([2]);
  await kernel.settled();
  expect(states()).toBe('fresh fresh fresh');
  expect(text(3)).toBe('11');
});

test('an edit above a manual cell makes it and what depends on it stale; the old value stays', async () => {
  const { runs, builtins } = createLog();
  const { kernel, set, states, text } = openKernel(
    {
      1: 'const a = 1',
      2: { source: 'const model = (ran("model"), a * 10)', run: 'manual' },
      3: 'model + 1',
    },
    { builtins },
  );
  await kernel.settled();
  kernel.run('all');
  await kernel.settled();
  set({ 1: 'const a = 2' });
  await kernel.settled();
  expect(states()).toBe('fresh stale stale');
  expect(text(3)).toBe('11');
  expect(runs).toEqual(['model']);
  kernel.run('stale');
  await kernel.settled();
  expect(states()).toBe('fresh fresh fresh');
  expect(text(3)).toBe('21');
});

test('an edit of a manual cell itself makes it stale; undoing the edit makes it fresh again', async () => {
  const { kernel, set, states } = openKernel({ 1: { source: 'const m = 1', run: 'manual' }, 2: 'm' });
  kernel.run('all');
  await kernel.settled();
  set({ 1: 'const m = 2' });
  await kernel.settled();
  expect(states()).toBe('stale stale');
  set({ 1: 'const m = 1' });
  await kernel.settled();
  kernel.run('stale');
  await kernel.settled();
  expect(states()).toBe('fresh fresh');
});

test('a manual cell that runs is not ended by an edit above it: it finishes, and is stale', async () => {
  const gate = createGate<number>();
  const { kernel, set, states, becomes } = openKernel(
    { 1: 'const a = 1', 2: { source: 'const m = a + await gate()', run: 'manual' }, 3: 'm' },
    gate,
  );
  await kernel.settled();
  kernel.run([2]);
  await becomes(2, 'running');
  set({ 1: 'const a = 2' });
  await becomes(1, 'fresh');
  expect(kernel.get(2).state).toBe('running');
  gate.open(10);
  await kernel.settled();
  expect(states()).toBe('fresh stale stale');
  expect(await kernel.value('m')).toBe(11);
});

test('running a cell runs its stale inputs first', async () => {
  const { runs, builtins } = createLog();
  const { kernel, set } = openKernel(
    {
      1: { source: 'const a = (ran("a"), 1)', run: 'manual' },
      2: { source: 'const b = (ran("b"), a + 1)', run: 'manual' },
      3: { source: 'ran("c"), b', run: 'manual' },
      4: { source: 'ran("d"), 4', run: 'manual' },
    },
    { builtins },
  );
  kernel.run([3]);
  await kernel.settled();
  expect(runs).toEqual(['a', 'b', 'c']);
  set({ 2: 'const b = (ran("b"), a + 2)' });
  await kernel.settled();
  kernel.run([3]);
  await kernel.settled();
  expect(runs).toEqual(['a', 'b', 'c', 'b', 'c']);
});

test('asking for a fresh cell runs it again, but not its fresh inputs', async () => {
  const { runs, builtins } = createLog();
  const { kernel } = openKernel({ 1: 'const a = (ran("a"), 1)', 2: 'ran("b"), a' }, { builtins });
  await kernel.settled();
  kernel.run([2]);
  await kernel.settled();
  expect(runs).toEqual(['a', 'b', 'b']);
});

test('a lazy cell runs when it is looked at', async () => {
  const { runs, builtins } = createLog();
  const { kernel, set, states } = openKernel(
    { 1: 'const a = 1', 2: { source: 'ran("l"), a', run: 'lazy' } },
    { builtins },
  );
  await kernel.settled();
  expect(states()).toBe('fresh idle');
  kernel.setVisible(2, true);
  await kernel.settled();
  expect(states()).toBe('fresh fresh');
  kernel.setVisible(2, false);
  set({ 1: 'const a = 2' });
  await kernel.settled();
  expect(states()).toBe('fresh stale');
  expect(runs).toEqual(['l']);
});

test('a lazy cell runs when a cell that runs by itself needs it', async () => {
  const { kernel, set, states, text } = openKernel({ 1: { source: 'const l = 1', run: 'lazy' } });
  await kernel.settled();
  expect(states()).toBe('idle');
  set({ 2: 'l + 1' });
  await kernel.settled();
  expect(states()).toBe('fresh fresh');
  expect(text(2)).toBe('2');
});

test('a cell made auto runs if it is not fresh', async () => {
  const { kernel, set, states } = openKernel({ 1: { source: 'const a = 1', run: 'manual' } });
  await kernel.settled();
  set({ 1: { run: 'auto' } });
  await kernel.settled();
  expect(states()).toBe('fresh');
});

test('in safe mode nothing runs until asked; running some runs only those and their inputs', async () => {
  const { runs, builtins } = createLog();
  const { kernel, set, states } = openKernel(
    { 1: 'const a = (ran("a"), 1)', 2: 'ran("b"), a', 3: 'ran("c"), 3' },
    { builtins, safe: true },
  );
  await kernel.settled();
  expect(states()).toBe('idle idle idle');
  set({ 3: 'ran("c"), 4' });
  await kernel.settled();
  expect(runs).toEqual([]);
  kernel.run([2]);
  await kernel.settled();
  expect(states()).toBe('fresh fresh idle');
  kernel.run('all');
  await kernel.settled();
  expect(states()).toBe('fresh fresh fresh');
});

test('a cell that is switched off keeps what it has, does not run even when all are asked, and runs again when it is on', async () => {
  const { runs, builtins } = createLog();
  const { kernel, set, states, text } = openKernel(
    { 1: 'const a = (ran("a"), 1)', 2: 'const b = (ran("b"), a + 1)', 3: 'b + 1' },
    { builtins },
  );
  await kernel.settled();
  set({ 2: { run: 'off' } });
  set({ 1: 'const a = (ran("a"), 2)' });
  await kernel.settled();
  expect(states()).toBe('fresh stale stale');
  kernel.run('all');
  kernel.run([2]);
  await kernel.settled();
  expect(runs).toEqual(['a', 'b', 'a', 'a']);
  expect(text(3)).toBe('3');
  set({ 2: { run: undefined } });
  await kernel.settled();
  expect(states()).toBe('fresh fresh fresh');
  expect(text(3)).toBe('4');
});

test('what the notebook says holds for cells that say nothing themselves', async () => {
  const cells = [
    createCell({ id: 1, kind: 'javascript', source: 'const a = 1' }),
    createCell({ id: 2, kind: 'markdown', source: '# Text' }),
    createCell({ id: 3, kind: 'javascript', source: 'const c = 3', run: 'auto' }),
  ];
  const { kernel } = openKernel({});
  const states = () => cells.map(({ id }) => kernel.get(id).state).join(' ');
  kernel.setNotebook({ ...createNotebook({ cells }), attributes: { 'data-run': 'manual' } });
  await kernel.settled();
  expect(states()).toBe('idle failed fresh');
  kernel.setNotebook({ ...createNotebook({ cells }), attributes: {} });
  await kernel.settled();
  expect(states()).toBe('fresh failed fresh');
});

test('what was read from outside is another thing: a cell runs again, one that waits to be asked is stale, and what depends on it', async () => {
  let file = 'old';
  const { kernel, states, text } = openKernel(
    {
      1: 'const a = readFile()',
      2: 'a + "!"',
      3: { source: 'const model = readFile()', run: 'manual' },
      4: 'model + "?"',
    },
    { builtins: { readFile: { make: () => () => file } } },
  );
  kernel.run('all');
  await kernel.settled();
  file = 'new';
  kernel.outdate([1, 3]);
  await kernel.settled();
  expect([text(2), text(4)]).toEqual(['new!', 'old?']);
  expect(states()).toBe('fresh fresh stale stale');
  kernel.run('stale');
  await kernel.settled();
  expect(text(4)).toBe('new?');
  expect(states()).toBe('fresh fresh fresh fresh');
});
