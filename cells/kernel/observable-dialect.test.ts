// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { Mutable } from '@/cells/stdlib/mutable';
import { openKernel } from './kernel.fixture';

/** Cells of the older dialect, of which the fixture knows the type by name. */
const cells = (...sources: string[]) =>
  Object.fromEntries(
    sources.map((source, i) => [
      i + 1,
      { source, kind: 'observable', type: 'application/vnd.observable.javascript' },
    ]),
  );

const builtins = { Mutable: { make: () => Mutable } };

test('names, blocks, generators and promises, in any order', async () => {
  const { kernel, text } = openKernel(
    cells(
      'total = a + b',
      'a = 1',
      'b = { const c = await Promise.resolve(2); return c; }',
      '{ yield a; yield a + 10; }',
    ),
    { builtins },
  );
  await kernel.settled();
  expect(await kernel.value('total')).toBe(3);
  expect(text(1)).toBe('3');
  expect(kernel.get(4).state).toBe('fresh');
});

test('viewof gives the input and its value', async () => {
  const { kernel } = openKernel(
    cells(
      'viewof n = Object.assign(document.createElement("input"), {type: "range", valueAsNumber: 4})',
      'n * 2',
      'viewof n.type',
    ),
    { builtins },
  );
  await kernel.settled();
  const input = kernel.root(1).querySelector('input');
  expect([kernel.root(2).textContent, kernel.root(3).textContent]).toEqual([
    String(2 * (input?.valueAsNumber ?? 0)),
    'range',
  ]);
});

test('a mutable is changed by other cells, which do not run again for it, and shows its value', async () => {
  const { kernel, text } = openKernel(
    cells(
      'mutable count = start',
      'start = 5',
      'add = { calls.push(1); return () => ++mutable count; }',
      'count + 1',
      'calls = []',
    ),
    { builtins },
  );
  await kernel.settled();
  expect([text(1), text(4)]).toEqual(['5', '6']);
  const add = (await kernel.value('add')) as () => number;
  expect(add()).toBe(6);
  await kernel.settled();
  expect([text(1), text(4)]).toEqual(['6', '7']);
  expect(await kernel.value('calls')).toHaveLength(1);
});

test('this is the value before, and a mistake has its line', async () => {
  const { kernel, set } = openKernel(
    cells('step = 1', 'list = [...(this ?? []), step]', 'broken =\n\n  1 + nothing.here'),
    {
      builtins: { ...builtins, nothing: { make: () => undefined } },
    },
  );
  await kernel.settled();
  set({ 1: 'step = 2' });
  await kernel.settled();
  expect(await kernel.value('list')).toEqual([1, 2]);
  expect(kernel.get(3).error).toMatchObject({ name: 'TypeError', line: 3 });
});
