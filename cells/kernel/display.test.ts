// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { createGate, openKernel } from './kernel.fixture';

test('display shows several things, in order, and a new run replaces them', async () => {
  const { kernel, set, text } = openKernel({
    1: 'const a = 1',
    2: 'display(a); display("and"); display(a + 1);',
  });
  await kernel.settled();
  expect(text(2)).toBe('1and2');
  set({ 1: 'const a = 5' });
  await kernel.settled();
  expect(text(2)).toBe('5and6');
});

test('the last display stays until the next run shows something', async () => {
  const gate = createGate();
  const { kernel, set, text, becomes } = openKernel(
    { 1: 'const a = 1', 2: 'if (a > 1) await gate(); display(a)' },
    gate,
  );
  await kernel.settled();
  set({ 1: 'const a = 2' });
  await becomes(2, 'running');
  expect(text(2)).toBe('1');
  gate.open(0);
  await kernel.settled();
  expect(text(2)).toBe('2');
});

test('the display of a cell that no longer shows anything is emptied', async () => {
  const { kernel, set, text } = openKernel({ 1: '1 + 1' });
  await kernel.settled();
  set({ 1: 'const quiet = 1' });
  await kernel.settled();
  expect(text(1)).toBe('');
  set({ 1: { source: '2 + 2', hidden: true } });
  await kernel.settled();
  expect(text(1)).toBe('');
});

test('an element is shown as it is; one that stands elsewhere is not taken away from there', async () => {
  const inspected: unknown[] = [];
  const { kernel } = openKernel(
    { 1: 'const p = document.createElement("p"); display(p)', 2: 'display(p)' },
    {
      inspect(value) {
        inspected.push(value);
        return document.createTextNode('inspected');
      },
    },
  );
  await kernel.settled();
  expect(kernel.root(1).firstElementChild?.tagName).toBe('P');
  expect(kernel.root(2).textContent).toBe('inspected');
  expect(inspected).toHaveLength(1);
});

test('the element of a cell stays the same', async () => {
  const { kernel, set } = openKernel({ 1: '1' });
  const root = kernel.root(1);
  await kernel.settled();
  set({ 1: '2' });
  await kernel.settled();
  expect(kernel.root(1)).toBe(root);
  expect(root.textContent).toBe('2');
});

test('a value that did not change is not drawn again', async () => {
  const inspect = vi.fn((value: unknown) => document.createTextNode(String(value)));
  const { kernel, set } = openKernel({ 1: 'const a = 3', 2: 'const odd = a % 2', 3: 'odd' }, { inspect });
  await kernel.settled();
  set({ 1: 'const a = 5' });
  await kernel.settled();
  expect(inspect).toHaveBeenCalledTimes(1);
});

test('a cell that shows things for ever keeps the first and the last', async () => {
  const { kernel } = openKernel({ 1: 'for (let i = 0; i < 5000; i++) display(`${i};`)' });
  await kernel.settled();
  const text = kernel.root(1).textContent ?? '';
  expect(kernel.root(1).childNodes.length).toBeLessThan(1100);
  expect(text.startsWith('0;1;2;')).toBe(true);
  expect(text).toContain('more, dropped');
  expect(text.endsWith('4998;4999;')).toBe(true);
});

test('console output stands at the cell that printed, also from later callbacks, and not from an earlier run', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { kernel } = openKernel({
    1: 'console.log("one", {a: [1, "x"]}); await Promise.resolve(); console.warn("later")',
    2: 'console.log("two")',
  });
  await kernel.settled();
  expect(kernel.get(1).console).toEqual([
    { level: 'log', text: 'one {a: [1, "x"]}' },
    { level: 'warn', text: 'later' },
  ]);
  kernel.run([2]);
  await kernel.settled();
  expect(kernel.get(2).console).toEqual([{ level: 'log', text: 'two' }]);
});

test('a cell that prints for ever keeps its first and last lines, and how many were dropped', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const { kernel } = openKernel({ 1: 'for (let i = 0; i < 10000; i++) console.log(i, "x".repeat(5000))' });
  await kernel.settled();
  const printed = kernel.get(1).console;
  expect(printed).toHaveLength(201);
  expect(printed[100]?.text).toContain('9800 more lines');
  expect(printed[0]?.text.length).toBeLessThan(2100);
  expect(printed.at(-1)?.text.startsWith('9999')).toBe(true);
});

test('progress is shown while a cell runs, and gone when it has', async () => {
  const gate = createGate();
  const { kernel, becomes } = openKernel({ 1: 'progress(0.5, "half"); await gate()' }, gate);
  await becomes(1, 'running');
  expect(kernel.get(1).progress).toEqual({ fraction: 0.5, message: 'half' });
  gate.open(0);
  await kernel.settled();
  expect(kernel.get(1).progress).toBeUndefined();
});
