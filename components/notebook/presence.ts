import * as Y from 'yjs';
import type { SharedStore } from '@/cells/document/document-store';
import { fromBase64, type PresentPerson, type SharedPlace, toBase64 } from '@/cells/document/live-messages';

/** Where somebody writes in a text, in characters. */
export interface Cursor {
  readonly person: PresentPerson;
  readonly anchor: number;
  readonly head: number;
}

/** Who else is in the notebook, where, and what of oneself the others are told. */
export interface Presence {
  people(): readonly PresentPerson[];
  /** The others who are in a cell; the same array until that changes. */
  peopleIn(cellId: number): readonly PresentPerson[];
  cursorsIn(cellId: number): Cursor[];
  /** Takes who is there now. */
  take(people: readonly PresentPerson[]): void;
  /** This person is in a cell, or in none. */
  stand(cellId: number | undefined): void;
  /** This person's selection in the text of a cell. */
  select(cellId: number, anchor: number, head: number): void;
  /** This person ran a cell. */
  ran(cellId: number): void;
  /** Calls with the cell that somebody else ran, when they do. */
  onRan(listener: (cellId: number) => void): () => void;
  subscribe(listener: () => void): () => void;
}

const nobody: readonly PresentPerson[] = [];
/** Milliseconds between two words about where one is: a cursor moves more often than others need to know. */
const tellMs = 80;

export function createPresence(
  store: SharedStore,
  tell: (here: { at: SharedPlace | undefined; ran: PresentPerson['ran'] }) => void,
): Presence {
  let people = nobody;
  let byCell = new Map<number, readonly PresentPerson[]>();
  let at: SharedPlace | undefined;
  let standing: number | undefined;
  let ran: PresentPerson['ran'];
  const listeners = new Set<() => void>();
  const ranListeners = new Set<(cellId: number) => void>();

  let isTelling = false;
  const soonTell = () => {
    if (isTelling) return;
    isTelling = true;
    setTimeout(() => {
      isTelling = false;
      tell({ at, ran });
    }, tellMs);
  };
  const become = (next: SharedPlace | undefined) => {
    if (JSON.stringify(next) === JSON.stringify(at)) return;
    at = next;
    soonTell();
  };
  const placeIn = (text: Y.Text, index: number) =>
    toBase64(
      Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, Math.min(index, text.length), -1)),
    );
  /** Undefined for a place that is not, or no longer, in this text. */
  const indexOf = (place: string | undefined, text: Y.Text): number | undefined => {
    if (place === undefined || !text.doc) return undefined;
    try {
      const relative = Y.decodeRelativePosition(fromBase64(place));
      const found = Y.createAbsolutePositionFromRelativePosition(relative, text.doc);
      return found?.type === text ? found.index : undefined;
    } catch {
      return undefined;
    }
  };

  return {
    people: () => people,
    peopleIn: (cellId) => byCell.get(cellId) ?? nobody,
    cursorsIn(cellId) {
      const text = store.text(cellId);
      if (!text) return [];
      return (byCell.get(cellId) ?? nobody).flatMap((person) => {
        const head = indexOf(person.at?.head, text);
        if (head === undefined) return [];
        return { person, head, anchor: indexOf(person.at?.anchor, text) ?? head };
      });
    },
    take(next) {
      const before = new Map(people.map(({ id, ran }) => [id, ran?.count]));
      people = next;
      const cells = new Map<number, PresentPerson[]>();
      for (const person of people) {
        const id = person.at && store.idOf(person.at.cell);
        if (id !== undefined) cells.set(id, [...(cells.get(id) ?? []), person]);
      }
      byCell = cells;
      for (const { id, ran } of people) {
        const cellId = ran && store.idOf(ran.cell);
        if (cellId === undefined || !before.has(id) || before.get(id) === ran?.count) continue;
        for (const listener of [...ranListeners]) listener(cellId);
      }
      for (const listener of [...listeners]) listener();
    },
    stand(cellId) {
      if (cellId === standing && at) return;
      standing = cellId;
      const cell = cellId === undefined ? undefined : store.keyOf(cellId);
      become(cell === undefined ? undefined : { cell });
    },
    select(cellId, anchor, head) {
      const [cell, text] = [store.keyOf(cellId), store.text(cellId)];
      if (cell === undefined || !text) return;
      standing = cellId;
      become({ cell, anchor: placeIn(text, anchor), head: placeIn(text, head) });
    },
    ran(cellId) {
      const cell = store.keyOf(cellId);
      if (cell === undefined) return;
      ran = { cell, count: (ran?.count ?? 0) + 1 };
      soonTell();
    },
    onRan(listener) {
      ranListeners.add(listener);
      return () => ranListeners.delete(listener);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
