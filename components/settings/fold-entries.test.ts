import { expect, test } from 'vitest';
import { type Entry, foldEntries } from './fold-entries';

const entry = (id: string, action: Entry['action'], subject: string, actor = 'You'): Entry => ({
  ...{ id, action, subject, actor, at: '2026-01-01T00:00:00.000Z', detail: {} },
});

test('files taken in one after another are one row; acts on things that have names stay apart', () => {
  const entries = [
    entry('1', 'model.promote', 'model:bike'),
    entry('2', 'model.promote', 'blob:aa'),
    entry('3', 'model.promote', 'blob:bb'),
    entry('4', 'model.promote', 'blob:cc', 'Ada'),
    entry('5', 'notebook.create', 'notebook:a'),
    entry('6', 'notebook.create', 'notebook:b'),
    entry('7', 'notebook.save', 'notebook:b'),
    entry('8', 'notebook.save', 'notebook:b'),
  ];
  expect(foldEntries(entries).map(({ entry, count }) => [entry.id, count])).toEqual([
    ['1', 1],
    ['2', 2],
    ['4', 1],
    ['5', 1],
    ['6', 1],
    ['7', 2],
  ]);
});
