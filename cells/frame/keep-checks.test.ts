import { expect, test } from 'vitest';
import { keepChecks } from './keep-checks';

const check = (name: string, ok = true) => ({ name, ok, severity: 'warning' as const, detail: '' });

test('checks stand as long as the run that made them, in the order of the cells, the later of one name', () => {
  const kept = keepChecks();
  const first = new AbortController();
  const second = new AbortController();
  kept.keep(check('b'), { cellId: 2, signal: second.signal });
  kept.keep(check('a'), { cellId: 1, signal: first.signal });
  kept.keep(check('a', false), { cellId: 1, signal: first.signal });
  expect(kept.of([1, 2])).toEqual([check('a', false), check('b')]);
  kept.keep(check('b', false), { cellId: 3, signal: first.signal });
  expect(kept.of([1, 2, 3])).toEqual([check('a', false), check('b', false)]);

  const again = new AbortController();
  kept.keep(check('c'), { cellId: 1, signal: again.signal });
  first.abort();
  expect(kept.of([1, 2, 3])).toEqual([check('c'), check('b')]);
  second.abort();
  kept.keep(check('late'), { cellId: 2, signal: second.signal });
  expect(kept.of([1, 2])).toEqual([check('c')]);
});
