import { describe, expect, it, vi } from 'vitest';
import { createDocumentStore, typingPauseMs } from './document-store';
import type { Edit, NewCell } from './edits';
import type { Notebook } from './notebook';
import { notebookOf, sql } from './notebook.fixture';

/** A store with a clock that stands still until it is moved. */
function storeWithClock(initial: Notebook) {
  let time = 0;
  const store = createDocumentStore(initial, { now: () => time });
  return { store, pause: () => (time += typingPauseMs + 1), wait: (ms: number) => (time += ms) };
}

/** Numbers 0..1 from a seed (mulberry32), so that a failing case can be repeated. */
function randomNumbers(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function randomEdit(store: { order(): readonly number[] }, random: () => number): Edit {
  const order = store.order();
  const id = order[Math.floor(random() * order.length)];
  const place = Math.floor(random() * (order.length + 1));
  const cell: NewCell = { ...sql, source: `SELECT ${place}` };
  if (id === undefined) return { type: 'insert', at: place, cell };
  const edits: Edit[] = [
    { type: 'insert', at: place, cell },
    { type: 'remove', id },
    { type: 'move', id, to: place },
    { type: 'source', id, source: `a = ${random()}` },
    { type: 'source', id, source: `b = ${random()}` },
    { type: 'change', id, change: { run: random() < 0.5 ? 'manual' : undefined } },
    { type: 'change', id, change: { kind: 'markdown', type: 'text/markdown' } },
    { type: 'change', id, change: { output: `name${place}` } },
    { type: 'title', title: `Title ${random()}` },
    { type: 'attributes', change: { theme: random() < 0.5 ? 'air' : undefined, 'data-run': 'lazy' } },
  ];
  return edits[Math.floor(random() * edits.length)] ?? { type: 'remove', id };
}

describe('edits', () => {
  it('inserts at an index, at the end when it is past it, and tells the new id', () => {
    const store = createDocumentStore(notebookOf('a', 'b'));
    expect(store.apply({ type: 'insert', at: 1, cell: sql })).toBe(3);
    expect(store.apply({ type: 'insert', at: 99, cell: sql })).toBe(4);
    expect(store.order()).toEqual([1, 3, 2, 4]);
    expect(store.cell(3)).toMatchObject({ ...sql, id: 3, pinned: true, hidden: false, attributes: {} });
  });

  it('moves a cell to the index it has afterwards', () => {
    const store = createDocumentStore(notebookOf('a', 'b', 'c'));
    store.apply({ type: 'move', id: 1, to: 2 });
    expect(store.order()).toEqual([2, 3, 1]);
    store.apply({ type: 'move', id: 1, to: -5 });
    expect(store.order()).toEqual([1, 2, 3]);
  });

  it('refuses an edit of a cell that is not there, and changes nothing', () => {
    const store = createDocumentStore(notebookOf('a'));
    const before = store.get();
    expect(() => store.apply({ type: 'source', id: 7, source: '' })).toThrow('no cell 7');
    expect(store.get()).toBe(before);
  });

  it('keeps unchanged cells, and the order, the same objects', () => {
    const store = createDocumentStore(notebookOf('a', 'b'));
    const [order, second] = [store.order(), store.cell(2)];
    store.apply({ type: 'source', id: 1, source: 'a2' });
    expect(store.order()).toBe(order);
    expect(store.cell(2)).toBe(second);
    expect(store.cell(1)?.source).toBe('a2');
  });

  it('tells listeners once for each edit that changes something', () => {
    const store = createDocumentStore(notebookOf('a'));
    const listener = vi.fn();
    const unsubscribe = store.subscribe(listener);
    store.apply({ type: 'source', id: 1, source: 'b' });
    store.apply({ type: 'source', id: 1, source: 'b' });
    store.apply({ type: 'title', title: 'Bikes' });
    expect(listener).toHaveBeenCalledTimes(1);
    unsubscribe();
    store.undo();
    expect(listener).toHaveBeenCalledTimes(1);
  });
});

describe('ids', () => {
  it('never come twice, not even after deleting and undoing', () => {
    const store = createDocumentStore(notebookOf('a'));
    expect(store.apply({ type: 'insert', at: 1, cell: sql })).toBe(2);
    store.undo();
    expect(store.apply({ type: 'insert', at: 1, cell: sql })).toBe(3);
    store.apply({ type: 'remove', id: 3 });
    expect(store.apply({ type: 'insert', at: 1, cell: sql })).toBe(4);
  });

  it('go on above those of a notebook that replaced this one', () => {
    const store = createDocumentStore(notebookOf('a'));
    store.replace(notebookOf('a', 'b', 'c'));
    store.undo();
    expect(store.apply({ type: 'insert', at: 0, cell: sql })).toBe(4);
  });
});

describe('undo and redo', () => {
  it('bring a deleted cell back as it was, where it was, with its id', () => {
    const store = createDocumentStore(notebookOf('a', 'b', 'c'));
    const [cell, before] = [store.cell(2), store.get()];
    store.apply({ type: 'remove', id: 2 });
    expect(store.cell(2)).toBeUndefined();
    expect(store.undo()).toBe(2);
    expect(store.cell(2)).toBe(cell);
    expect(store.get()).toBe(before);
    expect(store.redo()).toBeUndefined();
    expect(store.order()).toEqual([1, 3]);
  });

  it('take typing back by pauses, and by cell', () => {
    const { store, pause, wait } = storeWithClock(notebookOf('', ''));
    for (const source of ['x', 'x =', 'x = 1']) {
      store.apply({ type: 'source', id: 1, source });
      wait(typingPauseMs / 2);
    }
    pause();
    store.apply({ type: 'source', id: 1, source: 'x = 12' });
    store.apply({ type: 'source', id: 2, source: 'y' });
    expect(store.undo()).toBe(2);
    expect(store.cell(2)?.source).toBe('');
    store.undo();
    expect(store.cell(1)?.source).toBe('x = 1');
    store.undo();
    expect(store.cell(1)?.source).toBe('');
    expect(store.canUndo()).toBe(false);
  });

  it('do not join typing over other edits, nor over the end of typing', () => {
    const { store } = storeWithClock(notebookOf(''));
    store.apply({ type: 'source', id: 1, source: 'x' });
    store.apply({ type: 'change', id: 1, change: { run: 'manual' } });
    store.apply({ type: 'source', id: 1, source: 'xy' });
    store.endTyping();
    store.apply({ type: 'source', id: 1, source: 'xyz' });
    const seen = [];
    while (store.canUndo()) {
      store.undo();
      seen.push(`${store.cell(1)?.source} ${store.cell(1)?.run}`);
    }
    expect(seen).toEqual(['xy manual', 'x manual', 'x undefined', ' undefined']);
  });

  it('lose the future when something else is done', () => {
    const { store } = storeWithClock(notebookOf('a'));
    store.apply({ type: 'source', id: 1, source: 'b' });
    store.undo();
    store.apply({ type: 'source', id: 1, source: 'c' });
    expect(store.canRedo()).toBe(false);
    store.undo();
    expect(store.cell(1)?.source).toBe('a');
  });

  it('take a replaced notebook back', () => {
    const store = createDocumentStore(notebookOf('a'));
    const before = store.get();
    store.replace(notebookOf('x', 'y'));
    store.undo();
    expect(store.get()).toBe(before);
    store.redo();
    expect(store.order()).toEqual([1, 2]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('lead from any end to the start and back (seed %i)', (seed) => {
    const random = randomNumbers(seed);
    const { store, wait } = storeWithClock(notebookOf('a', 'b', 'c'));
    const start = store.get();
    for (let step = 0; step < 300; step++) {
      const choice = random();
      if (choice < 0.08) store.undo();
      else if (choice < 0.12) store.redo();
      else if (choice < 0.13) store.replace(notebookOf('p', 'q'));
      else store.apply(randomEdit(store, random));
      wait(random() * 2 * typingPauseMs);
      expect(new Set(store.order()).size).toBe(store.order().length);
    }
    while (store.canRedo()) store.redo();
    const end = store.get();
    const passed = [];
    while (store.canUndo()) {
      passed.push(store.get());
      store.undo();
    }
    expect(store.get()).toBe(start);
    while (store.canRedo()) {
      store.redo();
      expect(store.get()).toBe(passed.pop());
    }
    expect(store.get()).toBe(end);
  });

  it('takes several edits as one step, and none when one of them cannot be', () => {
    const { store } = storeWithClock(notebookOf('a', 'b'));
    const added = store.applyAll([
      { type: 'remove', id: 1 },
      { type: 'insert', at: 0, cell: sql },
      { type: 'insert', at: 1, cell: sql },
      { type: 'attributes', change: { theme: undefined, 'data-run': 'lazy' } },
    ]);
    expect(added).toEqual([1, 3, 4, undefined]);
    expect(store.order()).toEqual([3, 4, 2]);
    expect(store.get().attributes).toEqual({ 'data-run': 'lazy' });
    const after = store.get();
    expect(() =>
      store.applyAll([
        { type: 'remove', id: 2 },
        { type: 'remove', id: 99 },
      ]),
    ).toThrow('no cell 99');
    expect(store.get()).toBe(after);
    store.undo();
    expect(store.get()).toEqual(notebookOf('a', 'b'));
    expect(store.canUndo()).toBe(false);
    store.redo();
    expect(store.get()).toBe(after);
  });

  it('amends every step: what a run found out stays, whatever is undone', () => {
    const { store } = storeWithClock(notebookOf('a', 'b'));
    store.apply({ type: 'remove', id: 1 });
    store.undo();
    store.amend((attributes) => ({ 'data-x': `${attributes['data-x'] ?? ''}!` }));
    expect(store.get().attributes['data-x']).toBe('!');
    store.redo();
    expect(store.order()).toEqual([2]);
    expect(store.get().attributes['data-x']).toBe('!');
    store.undo();
    expect(store.canUndo()).toBe(false);
    expect(store.get().attributes['data-x']).toBe('!');
  });
});
