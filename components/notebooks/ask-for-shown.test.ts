import { expect, test } from 'vitest';
import { askForShown } from './ask-for-shown';

const shown = { cells: [], checks: [] };

test('only what was asked for is taken, once, and by its number', async () => {
  const orders: number[] = [];
  const asking = askForShown(
    (ask) => orders.push(ask),
    () => {},
  );
  asking.take({ ask: 1, shown: { cells: [], checks: [] } });
  const first = asking.ask();
  const second = asking.ask();
  expect(orders).toEqual([1, 2]);
  asking.take({ ask: 2, error: 'A canvas was lost.' });
  asking.take({ ask: 1, shown });
  asking.take({ ask: 1, error: 'too late' });
  expect(await first).toBe(shown);
  await expect(second).rejects.toThrow('A canvas was lost.');
});

test('a frame that does not answer is waited for no longer', async () => {
  const times: (() => void)[] = [];
  const asking = askForShown(
    () => {},
    (then) => times.push(then),
  );
  const asked = asking.ask();
  times[0]?.();
  await expect(asked).rejects.toThrow('The notebook did not say what it shows');
});
