// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { createGate, openKernel } from './kernel.fixture';

test('an error stands at its cell, with the place in its text; what depends on it is blocked and names it', async () => {
  const { kernel, states, text } = openKernel({
    1: 'const a = 1;\nconst b = (() => {\n  return a.missing.field;\n})()',
    2: 'b + 1',
    3: { source: 'const c = b', output: undefined },
    4: 'c',
  });
  await kernel.settled();
  expect(states()).toBe('failed blocked blocked blocked');
  expect(kernel.get(1).error).toMatchObject({ name: 'TypeError', line: 3, column: 20 });
  expect(kernel.get(4).error).toMatchObject({ rootCell: 1 });
  expect(text(4)).not.toContain('missing');
});

test.each([
  ['an expression', '\n1 +\n  boom.x.y', { line: 3 }],
  ['a program', 'const a = 1;\nboom.x.y;', { line: 2, column: 8 }],
  ['asynchronous code', 'await 0;\nawait 0;\nboom.x.y;', { line: 3, column: 8 }],
])('the place of an error in %s', async (_, source, place) => {
  const { kernel } = openKernel({ 1: source }, { builtins: { boom: { make: () => ({}) } } });
  await kernel.settled();
  expect(kernel.get(1).error).toMatchObject({ name: 'TypeError', ...place });
});

test('a syntax error has its place, and readers of the names are blocked rather than told that the names are unknown', async () => {
  const { kernel, set, states, text } = openKernel({ 1: 'const a = 1', 2: 'a + 1' });
  await kernel.settled();
  set({ 1: 'const a = 1 +\n  * 2' });
  await kernel.settled();
  expect(kernel.get(1).error).toMatchObject({
    name: 'SyntaxError',
    message: 'Unexpected token',
    line: 2,
    column: 3,
  });
  expect(states()).toBe('failed blocked');
  set({ 1: 'const a = 2' });
  await kernel.settled();
  expect(states()).toBe('fresh fresh');
  expect(text(2)).toBe('3');
});

test('an unknown name is an error of the cell that uses it, where it stands', async () => {
  const { kernel, set, states, text } = openKernel({ 1: 'const a = 1;\ndisplay(a + nobody)' });
  await kernel.settled();
  expect(kernel.get(1)).toMatchObject({
    state: 'failed',
    error: { name: 'ReferenceError', message: 'nobody is not defined', line: 2, column: 13 },
  });
  set({ 2: 'const nobody = 5' });
  await kernel.settled();
  expect(states()).toBe('fresh fresh');
  expect(text(1)).toBe('6');
});

test('an unknown name is told at once, also beside inputs that are still on their way', async () => {
  const { kernel, states } = openKernel({ 1: 'const a = 1', 2: 'a + nobody', 3: 'await 0; const b = a' });
  await kernel.settled();
  expect(states()).toBe('fresh failed fresh');
});

test('a name defined twice shows at every cell that defines it, before anything runs, and heals', async () => {
  const { kernel, set, states, text } = openKernel({
    1: 'const x = 1',
    2: 'x',
    3: 'const x = 3, y = 4',
    4: 'y',
  });
  await kernel.settled();
  expect(states()).toBe('failed blocked failed blocked');
  expect(kernel.get(3).error?.message).toBe(
    'x is defined more than once, in cells 1 and 3. Rename all but one.',
  );
  expect(kernel.get(1).error?.message).toBe(kernel.get(3).error?.message);
  set({ 3: 'const z = 3, y = 4' });
  await kernel.settled();
  expect(states()).toBe('fresh fresh fresh fresh');
  expect(text(2)).toBe('1');
  set({ 3: 'const x = 3, y = 4' });
  await kernel.settled();
  set({ 1: null });
  await kernel.settled();
  expect(states()).toBe('fresh fresh fresh');
  expect(text(2)).toBe('3');
});

test('a cycle shows at each of its cells with the path, and heals', async () => {
  const { kernel, set, states } = openKernel({
    1: 'const a = c',
    2: 'const b = a',
    3: 'const c = b',
    4: 'b',
  });
  await kernel.settled();
  expect(states()).toBe('failed failed failed blocked');
  expect(kernel.get(2).error).toMatchObject({ name: 'CircularDefinition' });
  expect(kernel.get(2).error?.message).toMatch(/a → c → b → a|c → b → a → c|b → a → c → b/);
  set({ 3: 'const c = 1' });
  await kernel.settled();
  expect(states()).toBe('fresh fresh fresh fresh');
});

test('an error in a later value of a generator, or in one of several outputs, stands at the cell', async () => {
  const gate = createGate();
  const { kernel, becomes, states } = openKernel(
    { 1: 'const p = gate(), q = 1', 2: 'p', 3: '(function* () { yield 1; throw new RangeError("late") })()' },
    gate,
  );
  await becomes(3, 'failed');
  gate.fail(new Error('lost'));
  await kernel.settled();
  expect(states()).toBe('failed blocked failed');
  expect(kernel.get(1).error?.message).toBe('lost');
  expect(kernel.get(3).error).toMatchObject({ name: 'RangeError', message: 'late' });
});

test('what a cell showed before it failed stays above the error', async () => {
  const { kernel, text } = openKernel({ 1: 'display("step 1 "); throw new Error("step 2")' });
  await kernel.settled();
  expect(text(1)).toBe('step 1 Error: step 2');
});

test('a value that is not an Error can be thrown', async () => {
  const { kernel } = openKernel({ 1: 'throw "words"' });
  await kernel.settled();
  expect(kernel.get(1).error).toMatchObject({ name: 'Error', message: 'words' });
});

test('a blocked cell runs when the cause is mended, also to an equal value', async () => {
  const { kernel, set, states, text } = openKernel({ 1: 'const a = 1', 2: 'display(a)' });
  await kernel.settled();
  set({ 1: 'const a = (() => { throw new Error("x") })()' });
  await kernel.settled();
  expect(states()).toBe('failed blocked');
  set({ 1: 'const a = 1' });
  await kernel.settled();
  expect(states()).toBe('fresh fresh');
  expect(text(2)).toBe('1');
});

test('an error in a callback that nobody catches is printed at the cell that left it', async () => {
  const { kernel } = openKernel({ 1: 'const f = () => {\n  null.x\n}' });
  await kernel.settled();
  const f = (await kernel.value('f')) as () => void;
  try {
    f();
  } catch (error) {
    window.dispatchEvent(new ErrorEvent('error', { error, cancelable: true }));
  }
  expect(kernel.get(1).state).toBe('fresh');
  expect(kernel.get(1).console).toEqual([
    { level: 'error', text: expect.stringMatching(/^Uncaught TypeError: .* \(line 2\)$/) },
  ]);
});
