/**
 * A notebook that several people write at once: a Yjs document. Cells lie in one map under keys of their own; number, type, text,
 * name and every attribute are fields of a cell, so that two people who change different things of one cell both keep theirs. The
 * order is a place in each cell (`places.ts`), so that moves merge. See docs/decisions/143.
 */
import * as Y from 'yjs';
import { cellTypes, kindOfType } from './cell-types';
import { changedEntries, listAttributes, withEntries } from './list-attributes';
import { type Cell, isRunMode, type Notebook } from './notebook';
import { inOrder, type Placed, placesFor } from './places';
import { changesBetween } from './text-changes';

type SharedCell = Y.Map<unknown>;

/** The document's cells by key, deleted ones too. */
export const cellsOf = (doc: Y.Doc): Y.Map<SharedCell> => doc.getMap('cells');
/** Title and attributes of the notebook as a whole. */
export const aboutOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('notebook');

/** A document that says what the notebook says. Made once for a notebook, by one: two of them together would say everything twice. */
export function shareNotebook(notebook: Notebook): Y.Doc {
  const doc = new Y.Doc();
  const empty: Notebook = { title: '', cells: [], attributes: {} };
  doc.transact(() => writeDifference(doc, new Map(), { before: empty, after: notebook }));
  return doc;
}

/** Documents from elsewhere are read with care: what has no meaning is left out, nothing throws. */
export function readNotebook(doc: Y.Doc): Notebook {
  return readShared(doc).notebook;
}

export interface ReadNotebook {
  readonly notebook: Notebook;
  /** The keys of cells by their number, deleted ones too. */
  readonly keys: Map<number, string>;
  /** Cells that took a number another one has, and what they are numbered here instead. */
  readonly renumbered: ReadonlyMap<string, number>;
}

export function readShared(doc: Y.Doc): ReadNotebook {
  const renumbered = findRenumbered(doc);
  const keys = new Map<number, string>();
  const placed: (Placed & { cell: Cell })[] = [];
  cellsOf(doc).forEach((shared, key) => {
    if (!(shared instanceof Y.Map)) return;
    const id = renumbered.get(key) ?? numberOf(shared);
    keys.set(id, key);
    const cell = readCell(shared, id);
    if (cell) placed.push({ key, place: placeOf(shared), cell });
  });
  const cells = placed.sort(inOrder).map(({ cell }) => cell);
  return { notebook: { ...readAbout(doc), cells }, keys, renumbered };
}

export function readAbout(doc: Y.Doc): Omit<Notebook, 'cells'> {
  const about = aboutOf(doc);
  const title = about.get('title');
  const attributes = withListed(about, readAttributes(about));
  return { title: typeof title === 'string' ? title : 'Untitled', attributes };
}

/** The order of the cells that are there, by key. */
export function readOrder(doc: Y.Doc): string[] {
  const placed: Placed[] = [];
  cellsOf(doc).forEach((shared, key) => {
    if (shared instanceof Y.Map && !isDeleted(shared)) placed.push({ key, place: placeOf(shared) });
  });
  return placed.sort(inOrder).map(({ key }) => key);
}

/** Undefined when it is deleted, or no cell at all. */
export function readCell(shared: SharedCell, id: number): Cell | undefined {
  if (isDeleted(shared)) return undefined;
  const { type, output, run } = fieldsOf(shared);
  return {
    id,
    kind: kindOfType(type),
    type,
    source: sourceOf(shared),
    ...(output ? { output } : {}),
    pinned: shared.get('pinned') === true,
    hidden: shared.get('hidden') === true,
    ...(isRunMode(run) ? { run } : {}),
    attributes: readAttributes(shared),
  };
}

export const numberOf = (shared: SharedCell): number => {
  const id = shared.get('id');
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : 1;
};
const placeOf = (shared: SharedCell): string => textIn(shared, 'place') ?? '';

function textIn(map: Y.Map<unknown>, name: string): string | undefined {
  const value = map.get(name);
  return typeof value === 'string' ? value : undefined;
}

const fieldsOf = (shared: SharedCell) => ({
  type: textIn(shared, 'type') || cellTypes.javascript,
  output: textIn(shared, 'output'),
  run: textIn(shared, 'run'),
});

/** The text of a cell, for those who write in it. */
export function textOf(shared: SharedCell | undefined): Y.Text | undefined {
  const text = shared?.get('source');
  return text instanceof Y.Text ? text : undefined;
}
const sourceOf = (shared: SharedCell): string => textOf(shared)?.toString() ?? '';

const attributeMark = '@';

/** Attributes are fields `@name`: the value, and its place among them, since the order is the file's. */
function readAttributes(map: Y.Map<unknown>): Record<string, string> {
  const found: { name: string; value: string; at: number }[] = [];
  map.forEach((field, key) => {
    if (!key.startsWith(attributeMark) || !Array.isArray(field)) return;
    const [value, at] = field;
    if (typeof value === 'string' && typeof at === 'number')
      found.push({ name: key.slice(attributeMark.length), value, at });
  });
  found.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
  return Object.fromEntries(found.map(({ name, value }) => [name, value]));
}

/**
 * A deleted cell stays, with the mark of what it said. Whoever changes it at the same time makes it say something else: then the mark
 * is of another text, and the cell is there again, for everybody alike.
 */
const isDeleted = (shared: SharedCell): boolean => {
  const mark = shared.get('deleted');
  return mark !== undefined && mark === markOf(shared);
};

function markOf(shared: SharedCell): string {
  const { type, output, run } = fieldsOf(shared);
  const flags = [type, output, run, shared.get('pinned') === true, shared.get('hidden') === true];
  // Half of a character travels as the sign for an unreadable one.
  const source = sourceOf(shared).replace(/\p{Surrogate}/gu, '\ufffd');
  return hash(JSON.stringify([flags, Object.entries(readAttributes(shared)), source]));
}

/** cyrb53 of bryc (public domain): 53 bits, so that no two texts of one cell meet by chance. */
function hash(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}

/**
 * Two people may number a new cell alike before they hear of each other: the lower key keeps the number, the others go on above all
 * there are. Found alike by everyone who has the same document.
 */
export function findRenumbered(doc: Y.Doc): Map<string, number> {
  const byNumber = new Map<number, string[]>();
  let last = 0;
  cellsOf(doc).forEach((shared, key) => {
    if (!(shared instanceof Y.Map)) return;
    const id = numberOf(shared);
    last = Math.max(last, id);
    const same = byNumber.get(id);
    if (same) same.push(key);
    else byNumber.set(id, [key]);
  });
  const taken = [...byNumber.values()].flatMap((keys) => keys.sort().slice(1)).sort();
  return new Map(taken.map((key) => [key, ++last]));
}

export interface Difference {
  readonly before: Notebook;
  readonly after: Notebook;
}

/**
 * Writes what differs into the document, as little as possible, so that it merges with what others do meanwhile. `keys`: those of
 * the cells by their number, which new cells join. Runs in the caller's transaction.
 */
export function writeDifference(doc: Y.Doc, keys: Map<number, string>, { before, after }: Difference): void {
  if (before === after) return;
  const about = aboutOf(doc);
  if (before.title !== after.title || about.get('title') === undefined) about.set('title', after.title);
  if (before.attributes !== after.attributes) {
    writeAttributes(about, before.attributes, after.attributes);
    writeListed(about, before.attributes, after.attributes);
  }
  if (before.cells === after.cells) return;

  const cells = cellsOf(doc);
  const sameOrder =
    before.cells.length === after.cells.length &&
    after.cells.every(({ id }, index) => id === before.cells[index]?.id);
  if (sameOrder) {
    after.cells.forEach((cell, index) => {
      const was = before.cells[index];
      if (was && was !== cell) changeCell(cells, keys, was, cell);
    });
    return;
  }
  const was = new Map(before.cells.map((cell) => [cell.id, cell]));
  const stays = new Set(after.cells.map(({ id }) => id));
  for (const { id } of before.cells) if (!stays.has(id)) deleteCell(cells, keys.get(id));
  for (const cell of after.cells) {
    const known = was.get(cell.id);
    if (known === cell) continue;
    if (known) changeCell(cells, keys, known, cell);
    else putCell(cells, keys, cell);
  }
  const order = after.cells.flatMap(({ id }) => keys.get(id) ?? []);
  const places = placesFor(order, (key) => {
    const shared = cells.get(key);
    return shared && textIn(shared, 'place');
  });
  for (const [key, place] of places) cells.get(key)?.set('place', place);
}

function deleteCell(cells: Y.Map<SharedCell>, key: string | undefined): void {
  const shared = key === undefined ? undefined : cells.get(key);
  if (shared) shared.set('deleted', markOf(shared));
}

/** A new cell, or one that was deleted and comes back. */
function putCell(cells: Y.Map<SharedCell>, keys: Map<number, string>, cell: Cell): void {
  const key = keys.get(cell.id);
  const known = key === undefined ? undefined : cells.get(key);
  if (known) {
    known.delete('deleted');
    writeCell(known, readCell(known, cell.id), cell);
    return;
  }
  const fresh: SharedCell = new Y.Map();
  const freshKey = createKey(cells);
  keys.set(cell.id, freshKey);
  cells.set(freshKey, fresh);
  fresh.set('id', cell.id);
  fresh.set('source', new Y.Text());
  writeCell(fresh, undefined, cell);
}

function changeCell(cells: Y.Map<SharedCell>, keys: Map<number, string>, before: Cell, after: Cell): void {
  const key = keys.get(after.id);
  const shared = key === undefined ? undefined : cells.get(key);
  if (!shared) return;
  // It was changed while somebody deleted it: it is here to stay.
  if (shared.has('deleted')) shared.delete('deleted');
  writeCell(shared, before, after);
}

function writeCell(shared: SharedCell, before: Cell | undefined, after: Cell): void {
  const type = after.kind === 'unsupported' ? after.type : after.type || cellTypes[after.kind];
  if (!before || before.type !== after.type || before.kind !== after.kind) shared.set('type', type);
  if (!before || before.source !== after.source) writeSource(shared, after.source);
  if (before?.output !== after.output) put(shared, 'output', after.output);
  if (before?.run !== after.run) put(shared, 'run', after.run);
  if ((before?.pinned ?? false) !== after.pinned) put(shared, 'pinned', after.pinned || undefined);
  if ((before?.hidden ?? false) !== after.hidden) put(shared, 'hidden', after.hidden || undefined);
  if (before?.attributes !== after.attributes)
    writeAttributes(shared, before?.attributes ?? {}, after.attributes);
}

function writeSource(shared: SharedCell, source: string): void {
  let text = textOf(shared);
  if (!text) {
    text = new Y.Text();
    shared.set('source', text);
  }
  // From the end, so that the places before stay right.
  for (const { at, remove, insert } of changesBetween(text.toString(), source).reverse()) {
    if (remove > 0) text.delete(at, remove);
    if (insert) text.insert(at, insert);
  }
}

function put(map: Y.Map<unknown>, name: string, value: string | boolean | undefined): void {
  if (value === undefined) map.delete(name);
  else map.set(name, value);
}

function writeAttributes(
  map: Y.Map<unknown>,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): void {
  for (const name of Object.keys(before)) if (after[name] === undefined) map.delete(attributeMark + name);
  let last = -1;
  for (const [name, value] of Object.entries(after)) {
    const field = map.get(attributeMark + name);
    const at: unknown = Array.isArray(field) ? field[1] : undefined;
    // Where it stood, unless the order is another one now.
    const place = typeof at === 'number' && at > last ? at : last + 1;
    if (before[name] !== value || at !== place) map.set(attributeMark + name, [value, place]);
    last = place;
  }
}

const entryMark = '#';

/** Entries of lists are fields `#list/key` besides: an attribute is one text, of which the later one would win. */
function writeListed(
  about: Y.Map<unknown>,
  before: Notebook['attributes'],
  after: Notebook['attributes'],
): void {
  for (const name of listAttributes)
    if (before[name] !== after[name])
      for (const [key, text] of changedEntries(before[name], after[name]))
        about.set(`${entryMark}${name}/${key}`, text);
}

function withListed(about: Y.Map<unknown>, attributes: Record<string, string>): Record<string, string> {
  for (const name of listAttributes) {
    const start = `${entryMark}${name}/`;
    const changes = new Map<string, string>();
    about.forEach((text, key) => {
      if (key.startsWith(start) && typeof text === 'string') changes.set(key.slice(start.length), text);
    });
    if (changes.size === 0) continue;
    const text = withEntries(attributes[name], changes);
    if (text === undefined) delete attributes[name];
    else attributes[name] = text;
  }
  return attributes;
}

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** 47 random bits; what is taken here is not given again. */
function createKey(cells: Y.Map<SharedCell>): string {
  const random = crypto.getRandomValues(new Uint8Array(8));
  const key = [...random].map((byte) => letters[byte % letters.length]).join('');
  return cells.has(key) ? createKey(cells) : key;
}
