import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createDocumentStore, type SharedStore, typingPauseMs } from './document-store';
import type { Edit, NewCell } from './edits';
import { withEntries } from './list-attributes';
import type { Notebook } from './notebook';
import { notebookOf, sql } from './notebook.fixture';
import { parseNotebook } from './parse';
import { serializeNotebook } from './serialize';
import { readNotebook, shareNotebook } from './shared-notebook';

/** One person's store, whose updates wait until they are handed over. */
interface Person {
  readonly doc: Y.Doc;
  readonly store: SharedStore;
  /** A clock that stands still until it is moved. */
  wait(ms: number): void;
  /** What was done here since the last time. */
  take(): Uint8Array[];
}

function together(count: number, initial: Notebook): Person[] {
  const state = Y.encodeStateAsUpdate(shareNotebook(initial));
  return Array.from({ length: count }, (_, index) => {
    const doc = new Y.Doc();
    doc.clientID = index + 1;
    Y.applyUpdate(doc, state);
    let time = 0;
    const store = createDocumentStore(doc, { now: () => time });
    const waiting: Uint8Array[] = [];
    store.onUpdate((update) => waiting.push(update));
    return {
      doc,
      store,
      wait: (ms) => {
        time += ms;
      },
      take: () => waiting.splice(0),
    };
  });
}

/** Hands over until nobody has anything new. */
function exchange(...people: Person[]): void {
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const from of people)
      for (const update of from.take()) {
        isNew = true;
        for (const to of people) if (to !== from) to.store.receive(update);
      }
  }
}

function pair(...sources: string[]) {
  const [ann, bob] = together(2, notebookOf(...sources));
  if (!ann || !bob) throw new Error('Two people');
  return { ann, bob, source: (id: number) => [ann.store.cell(id)?.source, bob.store.cell(id)?.source] };
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

/** Without halves of characters, which do not travel. */
const whole = (text: string) => text.replace(/\p{Surrogate}/gu, '');

/** Its list of files with an entry set, or without it. */
const listWith = (store: SharedStore, name: string, text: string) =>
  withEntries(store.get().attributes['data-files'], new Map([[name, text]]));

function randomEdit(store: SharedStore, random: () => number): Edit {
  const order = store.order();
  const id = order[Math.floor(random() * order.length)];
  const place = Math.floor(random() * (order.length + 1));
  const cell: NewCell = { ...sql, source: `SELECT ${place}` };
  if (id === undefined) return { type: 'insert', at: place, cell };
  const { source = '', attributes = {} } = store.cell(id) ?? {};
  const at = Math.floor(random() * source.length);
  const written = ['x', '🦊', 'line\n', ''][Math.floor(random() * 4)] ?? '';
  const [left, right] = [source.slice(0, at), source.slice(at + (random() < 0.5 ? 1 : 0))];
  const edits: Edit[] = [
    { type: 'insert', at: place, cell },
    { type: 'remove', id },
    { type: 'move', id, to: place },
    { type: 'move', id, to: 0 },
    { type: 'source', id, source: whole(left) + written + whole(right) },
    { type: 'change', id, change: { run: random() < 0.5 ? 'manual' : undefined } },
    { type: 'change', id, change: { kind: 'markdown', type: 'text/markdown' } },
    { type: 'change', id, change: { output: `name${place}`, hidden: random() < 0.5 } },
    { type: 'change', id, change: { attributes: { ...attributes, [`data-${place}`]: `${random()}` } } },
    { type: 'title', title: `Title ${random()}` },
    { type: 'attributes', change: { theme: random() < 0.5 ? 'air' : undefined, 'data-run': 'lazy' } },
    {
      type: 'attributes',
      change: { 'data-files': listWith(store, `f${place % 3}`, random() < 0.7 ? `${place}` : '') },
    },
  ];
  return edits[Math.floor(random() * edits.length)] ?? { type: 'remove', id };
}

describe('a shared notebook', () => {
  it('says what the file says, byte for byte', () => {
    const folder = join(import.meta.dirname, '../../examples');
    const files = readdirSync(folder).filter((name) => name.endsWith('.html'));
    expect(files.length).toBeGreaterThan(2);
    for (const name of files) {
      const read = parseNotebook(readFileSync(join(folder, name), 'utf8'));
      const doc = new Y.Doc();
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(shareNotebook(read)));
      expect(serializeNotebook(readNotebook(doc))).toBe(serializeNotebook(read));
    }
    const odd = parseNotebook(
      '<notebook zeta="1" alpha="2"><title>T</title><script id="3" zz="1" data-run="often" aa="2" type="x/y" database="d">a</script></notebook>',
    );
    expect(serializeNotebook(readNotebook(shareNotebook(odd)))).toBe(serializeNotebook(odd));
  });

  it.each([1, 2, 3, 4, 5, 6])('becomes the same for three people (seed %i)', (seed) => {
    const random = randomNumbers(seed);
    const people = together(3, notebookOf('a\nb\nc', 'd', 'e'));
    const waiting = people.map((): Uint8Array[] => []);
    const deliver = (most: number) =>
      waiting.forEach((updates, to) => {
        for (const update of updates.splice(0, Math.floor(most))) people[to]?.store.receive(update);
      });
    const post = () =>
      people.forEach((person, from) => {
        for (const update of person.take())
          for (const [to, updates] of waiting.entries()) if (to !== from) updates.push(update);
      });
    for (let step = 0; step < 200; step++) {
      const index = Math.floor(random() * people.length);
      const person = people[index];
      if (!person) continue;
      const choice = random();
      if (choice < 0.08) person.store.undo();
      else if (choice < 0.12) person.store.redo();
      else if (choice < 0.14) person.store.replace(notebookOf('p', 'q', 'r\ns'));
      else person.store.apply(randomEdit(person.store, random));
      person.wait(random() * 2 * typingPauseMs);
      // Now and then somebody is away for long.
      post();
      if (random() < 0.3) deliver(random() * 8);
      expect(person.store.get()).toEqual(readNotebook(person.doc));
      expect(new Set(person.store.order()).size).toBe(person.store.order().length);
    }
    for (let round = 0; round < 6; round++) {
      deliver(Number.POSITIVE_INFINITY);
      post();
    }
    const [first, ...others] = people.map(({ store }) => serializeNotebook(store.get()));
    for (const other of others) expect(other).toBe(first);
    for (const { store, doc } of people) {
      expect(store.get()).toEqual(readNotebook(doc));
      expect(new Set(store.order()).size).toBe(store.order().length);
    }
  });

  it('keeps what two people type in one cell, at different places and at the same', () => {
    const { ann, bob, source } = pair('const a = 1;\nconst b = 2;\n');
    ann.store.apply({ type: 'source', id: 1, source: 'const a = 10;\nconst b = 2;\n' });
    bob.store.apply({ type: 'source', id: 1, source: 'const a = 1;\nconst b = 2;\nconst c = 3;\n' });
    exchange(ann, bob);
    expect(source(1)).toEqual(Array(2).fill('const a = 10;\nconst b = 2;\nconst c = 3;\n'));
  });

  it('keeps different things that two people change of one cell', () => {
    const { ann, bob } = pair('a');
    ann.store.apply({ type: 'change', id: 1, change: { output: 'rides', attributes: { one: '1' } } });
    bob.store.apply({ type: 'change', id: 1, change: { run: 'manual', attributes: { two: '2' } } });
    exchange(ann, bob);
    expect(ann.store.cell(1)).toMatchObject({
      output: 'rides',
      run: 'manual',
      attributes: { one: '1', two: '2' },
    });
    expect(bob.store.get()).toEqual(ann.store.get());
  });

  it('keeps the files that two people add at once; undo takes back one’s own', () => {
    const { ann, bob } = pair('a');
    const add = ({ store }: typeof ann, name: string, text: string) =>
      store.apply({ type: 'attributes', change: { 'data-files': listWith(store, name, text) } });
    const lists = () => [ann, bob].map(({ store }) => store.get().attributes['data-files']);
    add(ann, 'x', '1');
    add(bob, 'y', '2');
    exchange(ann, bob);
    expect(lists()).toEqual(Array(2).fill('x=1; y=2'));
    add(ann, 'x', '');
    add(bob, 'y', '3');
    exchange(ann, bob);
    expect(lists()).toEqual(Array(2).fill('y=3'));
    ann.store.undo();
    bob.store.undo();
    exchange(ann, bob);
    expect(lists()).toEqual(Array(2).fill('x=1; y=2'));
    add(ann, 'x', '');
    add(bob, 'y', '');
    exchange(ann, bob);
    expect(lists()).toEqual([undefined, undefined]);
    expect(serializeNotebook(readNotebook(ann.doc))).toBe(serializeNotebook(readNotebook(bob.doc)));
  });

  it('numbers cells that took the same number alike, and follows them', () => {
    const { ann, bob } = pair('a');
    const mine = ann.store.apply({ type: 'insert', at: 1, cell: { ...sql, source: 'ann' } });
    expect(bob.store.apply({ type: 'insert', at: 1, cell: { ...sql, source: 'bob' } })).toBe(mine);
    const later = ann.store.apply({ type: 'insert', at: 9, cell: { ...sql, source: 'more' } });
    exchange(ann, bob);
    expect(bob.store.get()).toEqual(ann.store.get());
    const told = ann.store.get().cells.map(({ id, source }) => `${id} ${source}`);
    expect(told.map((text) => text.replace(/^\d+ /, '')).sort()).toEqual(['a', 'ann', 'bob', 'more']);
    expect(new Set(ann.store.order())).toEqual(new Set([1, 2, later, 4]));
    // Undo still means one's own.
    for (const [person, own] of [
      [ann, 'ann'],
      [bob, 'bob'],
    ] as const) {
      while (person.store.canUndo()) person.store.undo();
      expect(person.store.get().cells.map(({ source }) => source)).not.toContain(own);
    }
  });

  it('moves merge: nothing is there twice, nothing is gone', () => {
    const { ann, bob } = pair('a', 'b', 'c', 'd');
    ann.store.apply({ type: 'move', id: 4, to: 0 });
    bob.store.apply({ type: 'move', id: 1, to: 3 });
    exchange(ann, bob);
    expect(ann.store.order()).toEqual([4, 2, 3, 1]);
    expect(bob.store.order()).toEqual([4, 2, 3, 1]);
  });

  it('brings a deleted cell back that somebody else changed meanwhile, and tells who deleted it', () => {
    const { ann, bob, source } = pair('a', 'b');
    ann.store.apply({ type: 'remove', id: 2 });
    bob.store.apply({ type: 'source', id: 2, source: 'b changed' });
    const [deleted] = ann.take();
    const [changed] = bob.take();
    if (!deleted || !changed) throw new Error('Both did something');
    expect(ann.store.receive(changed).returned).toEqual([2]);
    expect(bob.store.receive(deleted).returned).toEqual([]);
    expect(source(2)).toEqual(['b changed', 'b changed']);
    // Deleted again by somebody who knows what it says, it is gone.
    bob.store.apply({ type: 'remove', id: 2 });
    exchange(ann, bob);
    expect(source(2)).toEqual([undefined, undefined]);
  });

  it('leaves a deleted cell deleted that was only moved, and deleted by two', () => {
    const { ann, bob } = pair('a', 'b');
    ann.store.apply({ type: 'remove', id: 2 });
    bob.store.apply({ type: 'move', id: 2, to: 0 });
    bob.store.apply({ type: 'remove', id: 1 });
    ann.store.apply({ type: 'remove', id: 1 });
    exchange(ann, bob);
    expect([ann.store.order(), bob.store.order()]).toEqual([[], []]);
  });

  it('reads what others send with care', () => {
    const doc = new Y.Doc();
    const cells = doc.getMap('cells');
    cells.set('text', 'no cell');
    cells.set('empty', new Y.Map());
    const odd = new Y.Map<unknown>([
      ['id', -3],
      ['source', 'no text'],
      ['place', { x: 1 }],
      ['@a', 7],
      ['run', 'often'],
    ]);
    cells.set('odd', odd);
    doc.getMap('notebook').set('title', 5);
    const read = readNotebook(doc);
    expect(read.title).toBe('Untitled');
    expect(read.cells.map(({ id, source, attributes }) => ({ id, source, attributes }))).toEqual([
      { id: 1, source: '', attributes: {} },
      { id: 2, source: '', attributes: {} },
    ]);
    const store = createDocumentStore(doc);
    store.apply({ type: 'move', id: 2, to: 0 });
    store.apply({ type: 'source', id: 2, source: 'written' });
    expect(readNotebook(doc).cells.map(({ source }) => source)).toEqual(['written', '']);
  });
});

describe('undo among others', () => {
  it('takes back one’s own typing only, where others typed in the same cell too', () => {
    const { ann, bob, source } = pair('start');
    ann.store.apply({ type: 'source', id: 1, source: 'start ann' });
    exchange(ann, bob);
    bob.store.apply({ type: 'source', id: 1, source: 'bob start ann' });
    exchange(ann, bob);
    ann.store.apply({ type: 'source', id: 1, source: 'bob start anna' });
    exchange(ann, bob);
    ann.store.undo();
    exchange(ann, bob);
    expect(source(1)).toEqual(['bob start', 'bob start']);
    expect(ann.store.canUndo()).toBe(false);
    ann.store.redo();
    bob.store.undo();
    exchange(ann, bob);
    expect(source(1)).toEqual(['start anna', 'start anna']);
  });

  it('leaves what somebody else changed since', () => {
    const { ann, bob } = pair('a', 'b');
    ann.store.apply({ type: 'title', title: 'Ann’s' });
    ann.store.apply({ type: 'remove', id: 2 });
    exchange(ann, bob);
    bob.store.apply({ type: 'title', title: 'Bob’s' });
    bob.store.apply({ type: 'source', id: 1, source: 'a of bob' });
    exchange(ann, bob);
    expect(ann.store.undo()).toBe(2);
    ann.store.undo();
    exchange(ann, bob);
    expect(ann.store.get()).toMatchObject({
      title: 'Bob’s',
      cells: [{ source: 'a of bob' }, { source: 'b' }],
    });
    expect(bob.store.get()).toEqual(ann.store.get());
  });
});
