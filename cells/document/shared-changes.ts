import * as Y from 'yjs';
import { isSame } from './merge-notebooks';
import type { Cell, Notebook } from './notebook';
import {
  aboutOf,
  cellsOf,
  findRenumbered,
  numberOf,
  readAbout,
  readCell,
  readOrder,
} from './shared-notebook';

/** Numbers and keys of the cells, each by the other; deleted ones too. */
export interface Numbering {
  readonly keys: Map<number, string>;
  readonly ids: Map<string, number>;
}

export interface TakenChanges {
  readonly notebook: Notebook;
  /** Cells that had a number here and have another one now. */
  readonly renumbered: ReadonlyMap<number, number>;
  /** Numbers that the document must be told, by key. */
  readonly settled: ReadonlyMap<string, number>;
  /** Cells that something happened to, by the number they have now. */
  readonly touched: readonly number[];
}

/** Watches what transactions of an origin change, and brings a notebook up to that without reading the rest again. */
export function followChanges(doc: Y.Doc, origin: unknown) {
  let touched = new Set<string>();
  let isReordered = false;
  let isAboutTouched = false;
  const cells = cellsOf(doc);
  cells.observeDeep((events, transaction) => {
    if (transaction.origin !== origin) return;
    for (const event of events) {
      const [key] = event.path;
      if (event.target === cells) for (const changed of event.changes.keys.keys()) touched.add(changed);
      else if (typeof key === 'string') {
        touched.add(key);
        if (event instanceof Y.YMapEvent && event.keysChanged.has('place')) isReordered = true;
      }
    }
  });
  aboutOf(doc).observe((_event, transaction) => {
    if (transaction.origin === origin) isAboutTouched = true;
  });

  return {
    /** The notebook with what changed since the last time; the same object where nothing did. Brings the numbering up to it too. */
    take(before: Notebook, numbering: Numbering): TakenChanges {
      const { renumbered, settled } = takeNumbers(doc, touched, numbering);
      const [changed, reordered, aboutChanged] = [touched, isReordered, isAboutTouched];
      [touched, isReordered, isAboutTouched] = [new Set(), false, false];
      const next = takeCells(doc, before, { changed, reordered, renumbered, numbering });
      const about = aboutChanged ? keepSame(before, readAbout(doc)) : before;
      const notebook =
        next === before.cells && about === before
          ? before
          : { title: about.title, attributes: about.attributes, cells: next };
      return {
        notebook,
        renumbered,
        settled,
        touched: [...changed].flatMap((key) => numbering.ids.get(key) ?? []),
      };
    },
  };
}

function takeNumbers(doc: Y.Doc, touched: Set<string>, { keys, ids }: Numbering) {
  const cells = cellsOf(doc);
  const isOther = [...touched].some((key) => {
    const shared = cells.get(key);
    return shared instanceof Y.Map && ids.get(key) !== numberOf(shared);
  });
  const settled = isOther ? findRenumbered(doc) : new Map<string, number>();
  for (const key of settled.keys()) touched.add(key);
  const renumbered = new Map<number, number>();
  const fresh: [string, number][] = [];
  for (const key of touched) {
    const shared = cells.get(key);
    if (!(shared instanceof Y.Map)) continue;
    const [was, id] = [ids.get(key), settled.get(key) ?? numberOf(shared)];
    if (was === id) continue;
    fresh.push([key, id]);
    if (was === undefined) continue;
    renumbered.set(was, id);
    if (keys.get(was) === key) keys.delete(was);
  }
  for (const [key, id] of fresh) {
    keys.set(id, key);
    ids.set(key, id);
  }
  return { renumbered, settled };
}

function takeCells(
  doc: Y.Doc,
  before: Notebook,
  given: {
    changed: ReadonlySet<string>;
    reordered: boolean;
    renumbered: ReadonlyMap<number, number>;
    numbering: Numbering;
  },
): readonly Cell[] {
  const { changed, reordered, renumbered, numbering } = given;
  if (changed.size === 0) return before.cells;
  const was = new Map(before.cells.map((cell) => [renumbered.get(cell.id) ?? cell.id, cell]));
  const now = new Map<string, Cell | undefined>();
  let isOtherOrder = reordered || renumbered.size > 0;
  for (const key of changed) {
    const id = numbering.ids.get(key);
    const shared = cellsOf(doc).get(key);
    if (id === undefined) continue;
    const cell = shared instanceof Y.Map ? readCell(shared, id) : undefined;
    const known = was.get(id);
    now.set(key, cell && known?.id === id && isSame(known, cell) ? known : cell);
    if ((cell === undefined) !== (known === undefined)) isOtherOrder = true;
  }
  if (!isOtherOrder) {
    const cells = before.cells.map((cell) => now.get(numbering.keys.get(cell.id) ?? '') ?? cell);
    return cells.some((cell, index) => cell !== before.cells[index]) ? cells : before.cells;
  }
  return readOrder(doc).flatMap((key) => {
    const id = numbering.ids.get(key);
    if (id === undefined) return [];
    return now.get(key) ?? was.get(id) ?? [];
  });
}

function keepSame(before: Notebook, about: Omit<Notebook, 'cells'>): Omit<Notebook, 'cells'> {
  const [a, b] = [before.attributes, about.attributes];
  const isSameOnes = JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b));
  if (isSameOnes && before.title === about.title) return before;
  return { title: about.title, attributes: isSameOnes ? a : b };
}
