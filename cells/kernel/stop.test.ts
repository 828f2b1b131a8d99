// @vitest-environment jsdom
import { expect, test } from 'vitest';
import type { RunScope } from './kernel';
import { createGate, createLog, openKernel } from './kernel.fixture';

const never = { never: { make: () => () => new Promise(() => {}) } };

test('stop aborts the signal and ends the wait, whatever the code does', async () => {
  let aborted: unknown;
  const builtins = {
    ...never,
    task: {
      perCell: ({ signal }: { signal: AbortSignal }) => {
        signal.addEventListener('abort', () => {
          aborted = signal.reason;
        });
      },
    },
  };
  const { kernel, states, becomes } = openKernel(
    { 1: 'const a = (task, await never())', 2: 'a' },
    { builtins },
  );
  await becomes(1, 'running');
  await kernel.stop([1]);
  await kernel.settled();
  expect(states()).toBe('idle idle');
  expect(aborted).toMatchObject({ name: 'AbortError' });
});

test('a stopped cell keeps its last value, stale', async () => {
  const gate = createGate<number>();
  const { kernel, set, states, text, becomes } = openKernel(
    { 1: 'const a = 1', 2: 'const b = a === 1 ? 10 : await gate()', 3: 'b' },
    gate,
  );
  await kernel.settled();
  set({ 1: 'const a = 2' });
  await becomes(2, 'running');
  await kernel.stop([2]);
  await kernel.settled();
  expect(states()).toBe('fresh stale stale');
  expect(text(3)).toBe('10');
  expect(await kernel.value('b')).toBe(10);
});

test('stopping everything holds back what was queued', async () => {
  const { runs, builtins } = createLog();
  const gate = createGate<number>();
  const { kernel, states, becomes } = openKernel(
    { 1: 'const a = await gate()', 2: 'const b = (ran("b"), a)', 3: 'ran("c"), b' },
    { builtins: { ...builtins, ...gate.builtins } },
  );
  await becomes(1, 'running');
  await kernel.stop();
  gate.open(1);
  await kernel.settled();
  expect(states()).toBe('idle idle idle');
  expect(runs).toEqual([]);
  kernel.run('stale');
  await kernel.settled();
  expect(states()).toBe('fresh fresh fresh');
});

test('a promise that never settles freezes nothing: a changed input runs the cell again', async () => {
  const { kernel, set, text, becomes } = openKernel(
    { 1: 'const a = 1', 2: 'display(a === 1 ? await never() : a)' },
    { builtins: never },
  );
  await becomes(2, 'running');
  set({ 1: 'const a = 2' });
  await kernel.settled();
  expect(text(2)).toBe('2');
});

test('a hung cell can be edited', async () => {
  const { kernel, set, text, becomes } = openKernel({ 1: 'await never()' }, { builtins: never });
  await becomes(1, 'running');
  set({ 1: '"done"' });
  await kernel.settled();
  expect(text(1)).toBe('done');
});

test('the result of a superseded run is dropped, and its displays are refused', async () => {
  const slow = createGate<string>();
  const thrown: unknown[] = [];
  const builtins = {
    wait: { make: () => () => slow.promise },
    caught: { make: () => (e: unknown) => thrown.push(e) },
  };
  const { kernel, set, text, becomes } = openKernel(
    {
      1: 'const a = 1',
      2: `if (a === 1) {
            await wait();
            try { display('old') } catch (error) { caught(error) }
          }
          display('a is ' + a)`,
    },
    { builtins },
  );
  await becomes(2, 'running');
  set({ 1: 'const a = 2' });
  await kernel.settled();
  expect(text(2)).toBe('a is 2');
  slow.open('late');
  await slow.promise;
  await kernel.settled();
  expect(text(2)).toBe('a is 2');
  expect(String(thrown[0])).toContain('Stale display');
});

test('an input that changes to the same value does not disturb a running cell', async () => {
  const { runs, builtins } = createLog();
  const gate = createGate<number>();
  const { kernel, set, becomes, text } = openKernel(
    { 1: 'const a = 3', 2: 'const odd = a % 2', 3: 'display((ran("c"), odd + await gate()))' },
    { builtins: { ...builtins, ...gate.builtins } },
  );
  await becomes(3, 'running');
  set({ 1: 'const a = 5' });
  await becomes(1, 'fresh');
  gate.open(1);
  await kernel.settled();
  expect(runs).toEqual(['c']);
  expect(text(3)).toBe('2');
});

test('an endless generator leaves room for everything else, and can be stopped', async () => {
  const { kernel, states, becomes } = openKernel({
    1: '(function* () { for (let i = 0; ; i++) yield i })()',
    2: 'const a = 1',
  });
  await becomes(2, 'fresh');
  await kernel.settled();
  await kernel.stop();
  expect(states()).toBe('stale fresh');
});

test('a generator that never gives a first value can be stopped and run again', async () => {
  const { kernel, becomes, states } = openKernel(
    { 1: '(async function* () { yield never() })()' },
    { builtins: never },
  );
  await becomes(1, 'running');
  await kernel.stop();
  expect(states()).toBe('idle');
  kernel.run([1]);
  await becomes(1, 'running');
  await kernel.stop();
});

test('invalidation resolves before the next run begins', async () => {
  const { runs, builtins } = createLog();
  const { kernel } = openKernel({ 1: 'ran("open"); invalidation.then(() => ran("close"));' }, { builtins });
  await kernel.settled();
  kernel.run([1]);
  await kernel.settled();
  expect(runs).toEqual(['open', 'close', 'open']);
});

test('many cells in a row leave the page room to draw, and a stop takes effect between them', async () => {
  const sources = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [i + 1, `const a${i} = (burn(5), ${i === 0 ? 0 : `a${i - 1}`})`]),
  );
  const burn = (ms: number) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };
  const { kernel, becomes } = openKernel(sources, { builtins: { burn: { make: () => burn } } });
  await becomes(3, 'fresh');
  await kernel.stop();
  await kernel.settled();
  expect(kernel.get(20).state).toBe('idle');
});

test('a run that can finish early is asked to by the first stop, and ended by the second', async () => {
  let asked = 0;
  let finish = (_value: string) => {};
  const builtins = {
    task: {
      perCell: ({ onFinish }: RunScope) =>
        new Promise((resolve) => {
          finish = resolve;
          onFinish?.(() => asked++);
        }),
    },
  };
  const { kernel, states, text, becomes } = openKernel({ 1: 'const a = task', 2: 'a' }, { builtins });
  await becomes(1, 'running');
  await kernel.stop([1]);
  expect(asked).toBe(1);
  expect(states()).toMatch(/^running/);
  finish('the best so far');
  await kernel.settled();
  expect(text(2)).toBe('the best so far');

  kernel.run([1]);
  await becomes(1, 'running');
  await kernel.stop([1]);
  await kernel.stop([1]);
  await kernel.settled();
  expect(asked).toBe(2);
  expect(states()).toMatch(/^(idle|stale)/);
});
