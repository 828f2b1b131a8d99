// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { openKernel } from '@/cells/kernel/kernel.fixture';
import { waitsFor } from './waits-for';

const modes = (manual: Record<number, 'manual' | 'off' | 'lazy'>) => (id: number) => manual[id] ?? 'auto';

test('a cell that has not run names the one above that waits to be asked, however far', async () => {
  const { kernel } = openKernel({
    1: { source: 'const a = 1', run: 'manual' },
    2: 'const b = a + 1',
    3: 'b + 1',
  });
  await kernel.settled();
  expect(waitsFor(kernel, modes({ 1: 'manual' }), 3)).toEqual({ cellId: 1, why: 'manual' });
  expect(waitsFor(kernel, modes({ 1: 'manual' }), 1)).toBeUndefined();
  kernel.run([1]);
  await kernel.settled();
  expect(waitsFor(kernel, modes({ 1: 'manual' }), 3)).toBeUndefined();
});

test('a queued cell names the one that runs; when all are fresh again, nobody', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const { kernel, becomes } = openKernel(
    { 1: 'const a = (await gate(), 1)', 2: 'const b = a', 3: 'b' },
    { builtins: { gate: { make: () => () => gate } } },
  );
  await becomes(3, 'queued');
  await becomes(1, 'running');
  expect(waitsFor(kernel, modes({}), 3)).toEqual({ cellId: 1, why: 'running' });
  open();
  await kernel.settled();
  expect(waitsFor(kernel, modes({}), 3)).toBeUndefined();
});

test('a cell that is switched off is named by those below', async () => {
  const { kernel, states } = openKernel({ 1: { source: 'const a = 1', run: 'off' }, 2: 'a' });
  kernel.run('all');
  await kernel.settled();
  expect(states()).toBe('idle idle');
  expect(waitsFor(kernel, modes({ 1: 'off' }), 2)).toEqual({ cellId: 1, why: 'off' });
});
