import { SelectedRows } from '@/cells/data';
import type { DocumentStore } from '@/cells/document/document-store';
import type { Cell } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import { readInput, writeInput } from '@/cells/kernel/observe-input';
import { readKept, writeKept } from '@/cells/kinds/input/kept-value';
import { inputOptions } from '@/cells/kinds/input/options';
import { keptAttribute } from '@/cells/kinds/kept-attribute';

/** Milliseconds of rest after which what a reader set is written down: one step of undo for one drag. */
const restMs = 500;

/**
 * Keeps what is set in inputs and brushed on charts in the notebook, for cells that were told to: those with the attribute. An undo
 * sets the input back.
 */
export function keepValues(store: DocumentStore, kernel: Pick<Kernel, 'root'>): () => void {
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  const written = new Map<number, string>();

  const onInput = ({ target }: Event) => {
    const id = target instanceof Element ? cellOf(target) : undefined;
    const cell = id === undefined ? undefined : find(id);
    if (!cell || cell.attributes[keptAttribute] === undefined) return;
    clearTimeout(timers.get(cell.id));
    timers.set(
      cell.id,
      setTimeout(() => write(cell.id), restMs),
    );
  };
  const find = (id: number): Cell | undefined => store.get().cells.find((cell) => cell.id === id);

  const write = (id: number) => {
    const cell = find(id);
    const before = cell?.attributes[keptAttribute];
    if (!cell || before === undefined) return;
    const value = valueShown(cell, kernel);
    if (value === undefined || value === before) return;
    written.set(id, value);
    store.apply({
      type: 'change',
      id,
      change: { attributes: { ...cell.attributes, [keptAttribute]: value } },
    });
  };

  let known = store.get();
  const follow = () => {
    const now = store.get();
    if (now.cells === known.cells) return;
    const before = new Map(known.cells.map((cell) => [cell.id, cell]));
    known = now;
    for (const cell of now.cells) {
      const value = cell.attributes[keptAttribute];
      if (!value || before.get(cell.id)?.attributes[keptAttribute] === value) continue;
      if (written.get(cell.id) === value) {
        written.delete(cell.id);
        continue;
      }
      setBack(cell, value);
    }
  };
  const setBack = (cell: Cell, text: string) => {
    const element = shownIn(cell, kernel);
    const options = optionsOf(cell);
    if (!element || !options || valueShown(cell, kernel) === text) return;
    writeInput(element, readKept(options, text));
    element.dispatchEvent(new Event('input', { bubbles: true }));
  };

  document.addEventListener('input', onInput);
  const unsubscribe = store.subscribe(follow);
  return () => {
    document.removeEventListener('input', onInput);
    unsubscribe();
    for (const timer of timers.values()) clearTimeout(timer);
  };
}

/** What a cell's input or chart holds now, as the attribute keeps it. */
export function valueShown(cell: Cell, kernel: Pick<Kernel, 'root'>): string | undefined {
  const element = shownIn(cell, kernel);
  if (!element) return undefined;
  const value = readInput(element);
  if (value instanceof SelectedRows) return JSON.stringify(value.clause);
  const options = optionsOf(cell);
  return options && writeKept(options, value);
}

const shownIn = ({ id }: Cell, kernel: Pick<Kernel, 'root'>): Element | undefined =>
  [...kernel.root(id).children].find((child) => 'value' in child);

function optionsOf({ kind, source }: Cell) {
  if (kind !== 'input') return undefined;
  try {
    return inputOptions.safeParse(JSON.parse(source)).data;
  } catch {
    return undefined;
  }
}

function cellOf(element: Element): number | undefined {
  const place = element.closest('[data-output]');
  return place instanceof HTMLElement ? Number(place.dataset.output) : undefined;
}
