// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { createLog, openKernel } from './kernel.fixture';

test('a deleted cell comes back with its value and what it showed, without running', async () => {
  const { runs, builtins } = createLog();
  const { kernel, set, states, text } = openKernel(
    { 1: 'const rows = (ran("rows"), display("shown"), [1, 2])', 2: 'ran("sum"), rows.length' },
    { builtins },
  );
  await kernel.settled();
  const before = await kernel.value('rows');
  set({ 1: null });
  await kernel.settled();
  expect(kernel.get(2).error?.message).toBe('rows is not defined');
  set({ 1: 'const rows = (ran("rows"), display("shown"), [1, 2])' });
  await kernel.settled();
  expect(states()).toBe('fresh fresh');
  expect(await kernel.value('rows')).toBe(before);
  expect(text(1)).toBe('shown');
  expect(text(2)).toBe('2');
  expect(runs).toEqual(['rows', 'sum', 'sum']);
});

test('a manual cell, as of a training, comes back with what was trained', async () => {
  const { runs, builtins } = createLog();
  const model = { source: 'const model = (ran(), {})', run: 'manual' as const };
  const { kernel, set, states } = openKernel({ 1: model, 2: 'Object.keys(model).length' }, { builtins });
  kernel.run([1]);
  await kernel.settled();
  set({ 1: null });
  await kernel.settled();
  set({ 1: model });
  await kernel.settled();
  expect(states()).toBe('fresh fresh');
  expect(runs).toHaveLength(1);
});

test('inputs that changed while it was away make it run; by hand it is stale', async () => {
  const { kernel, set, states } = openKernel({
    1: 'const a = 1',
    2: 'const b = a * 10',
    3: { source: 'const c = a * 100', run: 'manual' },
  });
  kernel.run('all');
  await kernel.settled();
  set({ 2: null, 3: null });
  set({ 1: 'const a = 2' });
  await kernel.settled();
  set({ 2: 'const b = a * 10', 3: { source: 'const c = a * 100', run: 'manual' } });
  await kernel.settled();
  expect(states()).toBe('fresh fresh stale');
  expect(await kernel.value('b')).toBe(20);
});

test('another text under the same id is another cell, and a name that somebody took is theirs', async () => {
  const { kernel, set, states, text } = openKernel({ 1: 'const a = 1', 2: 'a' });
  await kernel.settled();
  set({ 1: null });
  set({ 3: 'const a = 3' });
  await kernel.settled();
  expect(text(2)).toBe('3');
  set({ 1: 'const a = 1' });
  await kernel.settled();
  expect(kernel.get(1).error?.name).toBe('DuplicateDefinition');
  set({ 3: null });
  await kernel.settled();
  expect(states()).toBe('fresh fresh');
  set({ 1: null });
  set({ 1: '"other"' });
  await kernel.settled();
  expect(text(1)).toBe('other');
});

test('what goes on by itself ends with the cell, and begins anew', async () => {
  const ended: string[] = [];
  const { kernel, set } = openKernel(
    {
      1: 'const counter = (invalidation.then(() => note("timer")), 1)',
      2: 'const numbers = (function* () { try { yield 1; yield 2; } finally { note("generator"); } })()',
    },
    { builtins: { note: { make: () => (what: string) => ended.push(what) } } },
  );
  await kernel.settled();
  set({ 1: null, 2: null });
  await kernel.settled();
  expect(ended).toContain('timer');
});

test('of very many deleted cells the last ones keep their values', async () => {
  const ids = Array.from({ length: 30 }, (_, i) => i + 1);
  const { runs, builtins } = createLog();
  const source = (id: number) => `ran(${id}), ${id}`;
  const all = Object.fromEntries(ids.map((id) => [id, source(id)]));
  const { kernel, set } = openKernel(all, { builtins });
  await kernel.settled();
  for (const id of ids) set({ [id]: null });
  await kernel.settled();
  runs.length = 0;
  set(all);
  await kernel.settled();
  expect(runs.sort((a, b) => Number(a) - Number(b))).toEqual(ids.slice(0, 10));
});
