// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { createCell, createNotebook } from '@/cells/document/create';
import { createDocumentStore } from '@/cells/document/document-store';
import type { Cell } from '@/cells/document/notebook';
import { foldedAway } from '@/cells/document/sections';
import { openKernel } from '@/cells/kernel/kernel.fixture';
import { createSymbolIndex } from '@/cells/writing';
import { createActions } from './actions';
import { createEditors } from './editors';
import { createFindState } from './find/find-state';
import { createTextCommits } from './text-commits';
import { createViewState } from './view-state';

function open(...cells: Pick<Cell, 'kind' | 'source'>[]) {
  const made = cells.map(({ kind, source }, i) =>
    createCell({ id: i + 1, kind: kind === 'unsupported' ? 'html' : kind, source }),
  );
  const store = createDocumentStore(createNotebook({ cells: made }));
  const { kernel } = openKernel({});
  const commits = createTextCommits({ store, kernel });
  const view = createViewState();
  const parts = { symbols: createSymbolIndex(), editors: createEditors(), find: createFindState(store) };
  return { store, view, actions: createActions({ store, kernel, commits, view, ...parts }) };
}
const js = (source: string) => ({ kind: 'javascript', source }) as const;
const text = (source: string) => ({ kind: 'markdown', source }) as const;
const sourcesOf = ({ store }: ReturnType<typeof open>) => store.get().cells.map(({ source }) => source);

test('several cells are selected from where the selection began, and moved, doubled and deleted as one step each', () => {
  const book = open(js('1'), js('2'), js('3'), js('4'));
  const { actions, view, store } = book;
  view.go(2);
  actions.extendBy(1);
  expect([...view.get().selected]).toEqual([2, 3]);
  actions.moveBy(3, 1);
  expect(sourcesOf(book)).toEqual(['1', '4', '2', '3']);
  actions.moveBy(3, 1);
  expect(sourcesOf(book)).toEqual(['1', '4', '2', '3']);
  actions.duplicate(3);
  expect(sourcesOf(book)).toEqual(['1', '4', '2', '3', '2', '3']);
  actions.remove(view.get().active ?? 0);
  expect(sourcesOf(book)).toEqual(['1', '4', '2', '3']);
  expect(view.get().selected.size).toBe(0);
  actions.undo();
  actions.undo();
  actions.undo();
  expect(sourcesOf(book)).toEqual(['1', '2', '3', '4']);
  expect(store.canUndo()).toBe(false);
});

test('copied cells go as the text of a notebook into another one, with names of their own', () => {
  const from = open({ kind: 'sql', source: 'SELECT 1' }, js('const a = "</script>"'), js('3'));
  from.store.apply({ type: 'change', id: 1, change: { output: 'rows' } });
  from.view.go(1);
  from.actions.extendBy(1);
  const copied = from.actions.copy(1);

  const to = open(js('first'), js('last'));
  to.store.apply({ type: 'change', id: 2, change: { output: 'rows' } });
  expect(to.actions.paste(copied, 1)).toBe(2);
  expect(sourcesOf(to)).toEqual(['first', 'SELECT 1', 'const a = "</script>"', 'last']);
  expect(to.store.get().cells[1]?.output).toBe('rows2');
  expect(to.view.get().selected.size).toBe(2);
  to.actions.undo();
  expect(sourcesOf(to)).toEqual(['first', 'last']);
  expect(to.actions.paste('some words', 1)).toBe(0);
  expect(to.actions.paste('<notebook', 1)).toBe(0);
});

test('a folded section is stepped over, opens for who goes there, and unfolds by its cells', () => {
  const { actions, view, store } = open(text('# A'), js('a'), js('b'), text('# B'), js('c'));
  view.go(3);
  actions.foldSection(3, true);
  expect([...foldedAway(store.get()).keys()]).toEqual([2, 3]);
  expect(view.get().active).toBe(1);
  actions.step(1);
  expect(view.get().active).toBe(4);
  actions.foldSection(2, false);
  expect(foldedAway(store.get()).size).toBe(0);
  actions.foldSection(5, true);
  expect([...foldedAway(store.get()).keys()]).toEqual([5]);
});

test('deleting several cells is one step, whatever was edited since', () => {
  const book = open(js('1'), js('2'), js('3'), js('4'));
  const { actions, view, store } = book;
  view.go(2);
  actions.extendBy(1);
  actions.remove(2);
  store.apply({ type: 'title', title: 'Other' });
  actions.undo();
  actions.undo();
  expect(sourcesOf(book)).toEqual(['1', '2', '3', '4']);
});
