// @vitest-environment jsdom
import { afterEach, expect, test } from 'vitest';
import { createCell, createNotebook } from '@/cells/document/create';
import type { Cell } from '@/cells/document/notebook';
import { compileCell, runModeOf } from '@/cells/kinds';
import { createKernel } from './create-kernel';
import type { Kernel, KernelOptions } from './kernel';

const kernels: Kernel[] = [];
afterEach(() => {
  for (const kernel of kernels.splice(0)) kernel.dispose();
});

/** A kernel on real cells: `open({1: 'const a = 1', 2: 'a + 1'})`. */
function open(sources: Sources, options: Partial<KernelOptions> = {}) {
  const kernel = createKernel({
    compile: compileCell,
    runMode: runModeOf,
    builtins: {},
    inspect: (value) => document.createTextNode(String(value)),
    inspectError: (error) => document.createTextNode(`${error.name}: ${error.message}`),
    ...options,
  });
  kernels.push(kernel);
  let cells: Cell[] = [];
  const set = (changes: Sources) => {
    for (const [id, change] of Object.entries(changes)) {
      const known = cells.find((cell) => cell.id === Number(id));
      if (change === null) cells = cells.filter((cell) => cell !== known);
      else {
        const fields = typeof change === 'string' ? { source: change } : change;
        const cell = createCell({
          kind: 'javascript',
          source: '',
          ...known,
          ...fields,
          id: Number(id),
        } as never);
        cells = known ? cells.map((each) => (each === known ? cell : each)) : [...cells, cell];
      }
    }
    kernel.setNotebook(createNotebook({ cells }));
  };
  set(sources);
  const states = () => cells.map((cell) => kernel.get(cell.id).state).join(' ');
  const text = (id: number) => kernel.root(id).textContent;
  return { kernel, set, states, text };
}
type Sources = Readonly<Record<number, string | Partial<Cell> | null>>;

test('cells run in the order of their names, wherever they stand', async () => {
  const { kernel, states, text } = open({ 1: 'b + 1', 2: 'const b = a * 2', 3: 'const a = 20' });
  await kernel.settled();
  expect(states()).toBe('fresh fresh fresh');
  expect(text(1)).toBe('41');
  expect(await kernel.value('b')).toBe(40);
});

test('an edit runs what depends on it, and nothing else', async () => {
  const runs: string[] = [];
  const builtins = { ran: { make: () => (name: string) => runs.push(name) } };
  const { kernel, set, text } = open(
    { 1: 'const a = (ran("a"), 1)', 2: 'ran("b"), a + 1', 3: 'ran("c"), 5' },
    { builtins },
  );
  await kernel.settled();
  set({ 1: 'const a = (ran("a"), 10)' });
  await kernel.settled();
  expect(text(2)).toBe('11');
  expect(runs.slice(3)).toEqual(['a', 'b']);
});

test('an equal primitive result stops the wave', async () => {
  const runs: number[] = [];
  const builtins = { ran: { make: () => () => runs.push(1) } };
  const { kernel, set } = open(
    { 1: 'const a = 3', 2: 'const even = a % 2 === 0', 3: 'ran(), even' },
    { builtins },
  );
  await kernel.settled();
  set({ 1: 'const a = 5' });
  await kernel.settled();
  expect(runs).toEqual([1]);
  set({ 1: 'const a = 6' });
  await kernel.settled();
  expect(runs).toEqual([1, 1]);
});
