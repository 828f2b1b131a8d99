import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { openCheckpoints } from './checkpoints';

const about = { step: 3, steps: 10, unit: 'epoch' } as const;

test('a checkpoint that is dropped right after it was kept is gone', async () => {
  vi.stubGlobal('navigator', {}); // of a page without locks
  const { answers, close } = openCheckpoints('one');
  const checkpoint = { cellId: 1, place: 0, about, files: { weights: new Uint8Array(8) } };
  await answers['checkpoint.keep'](checkpoint);
  expect(await answers['checkpoint.find']({ cellId: 1, place: 0 })).toMatchObject({ about });

  // As a training sends them that ends: the answers are not waited for.
  await Promise.all([
    answers['checkpoint.keep'](checkpoint),
    answers['checkpoint.drop']({ cellId: 1, place: 0 }),
  ]);
  expect(await answers['checkpoint.find']({ cellId: 1, place: 0 })).toBeNull();
  expect(await answers['checkpoint.list']({})).toEqual([]);

  await Promise.all([
    answers['checkpoint.drop']({ cellId: 1 }),
    answers['checkpoint.keep'](checkpoint),
    answers['checkpoint.list']({}),
  ]);
  expect(await answers['checkpoint.list']({})).toMatchObject([{ cellId: 1, place: 0, about }]);
  close();
});

test('what cannot be kept does not hold up what comes after it', async () => {
  vi.stubGlobal('navigator', {});
  const { answers, close } = openCheckpoints('two');
  const tooLarge = answers['checkpoint.keep']({
    cellId: 1,
    place: 0,
    about,
    files: { weights: new Uint8Array(64_000_001) },
  });
  const next = answers['checkpoint.keep']({ cellId: 2, place: 0, about, files: {} });
  await expect(tooLarge).rejects.toMatchObject({ code: 'too_large' });
  await next;
  expect(await answers['checkpoint.list']({})).toMatchObject([{ cellId: 2 }]);
  close();
});
