import { expect, test } from 'vitest';
import { askFrame } from './ask-frame';

const shown = { cells: [] };

test('only what was asked for is taken, once, and by its number', async () => {
  const orders: number[] = [];
  const asking = askFrame<{ cells: unknown[] }>(
    (ask) => orders.push(ask),
    () => {},
  );
  asking.take(1, { cells: [1] }, undefined);
  const first = asking.ask();
  const second = asking.ask();
  expect(orders).toEqual([1, 2]);
  asking.take(2, undefined, 'A canvas was lost.');
  asking.take(1, shown, undefined);
  asking.take(1, undefined, 'too late');
  expect(await first).toBe(shown);
  await expect(second).rejects.toThrow('A canvas was lost.');
});

test('a frame that does not answer is waited for no longer', async () => {
  const times: (() => void)[] = [];
  const asking = askFrame<unknown>(
    () => {},
    (then) => times.push(then),
  );
  const asked = asking.ask();
  times[0]?.();
  await expect(asked).rejects.toThrow('The notebook did not say what it shows');
});
