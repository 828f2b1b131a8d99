import type { PointerEvent as ReactPointerEvent } from 'react';
import type { NotebookSession } from './notebook-session';

/** A name of a table or column that can be put into a cell. */
export interface Insertable {
  /** As SQL takes it. */
  readonly text: string;
  /** The query of a new cell, where no cell is written in. */
  readonly query: string;
  /** Of the new cell: the connection that it asks. */
  readonly connection?: string;
}

/** Puts a name where the person writes last; where nobody writes, into a query of its own. */
export const insert = (session: NotebookSession, { text, query, connection }: Insertable): void =>
  session.order('insertText', { text, query, connection });

/** Pixels that a press may move and still be a click. */
const slack = 5;

/**
 * Drags a name from the page into an editor in the frame. A browser lets nothing be dragged between a page and a frame of another origin, so the
 * pointer stays with the page, which tells the frame where it is.
 */
export function dragInto(
  session: NotebookSession,
  given: Insertable,
  press: Pick<
    ReactPointerEvent,
    'button' | 'clientX' | 'clientY' | 'pointerId' | 'pointerType' | 'currentTarget'
  >,
): void {
  // A finger scrolls the panel.
  if (press.button !== 0 || press.pointerType === 'touch') return;
  const source = press.currentTarget;
  let ghost: HTMLElement | undefined;
  const inFrame = ({ clientX, clientY }: PointerEvent) => {
    const frame = document.querySelector('iframe');
    const box = frame?.getBoundingClientRect();
    if (!box || clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom)
      return undefined;
    return { x: clientX - box.left, y: clientY - box.top };
  };
  let toldAt = 0;
  const move = (event: PointerEvent) => {
    if (!ghost) {
      if (Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) < slack) return;
      source.setPointerCapture(press.pointerId);
      ghost = document.createElement('div');
      ghost.textContent = given.text;
      ghost.dataset.dragGhost = '';
      document.body.append(ghost);
      getSelection()?.removeAllRanges();
    }
    event.preventDefault();
    ghost.style.translate = `${event.clientX + 8}px ${event.clientY + 8}px`;
    const at = inFrame(event);
    ghost.dataset.over = String(at !== undefined);
    if (!at || performance.now() - toldAt < 40) return;
    toldAt = performance.now();
    session.order('pointAt', at);
  };
  const end = () => {
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', drop);
    window.removeEventListener('pointercancel', end);
    window.removeEventListener('keydown', giveUp, true);
    ghost?.remove();
  };
  const drop = (event: PointerEvent) => {
    const isDragged = ghost !== undefined;
    end();
    if (!isDragged) return;
    // The click that follows is no click on the name.
    source.addEventListener('click', stopClick, { capture: true, once: true });
    setTimeout(() => source.removeEventListener('click', stopClick, { capture: true }));
    const at = inFrame(event);
    const { text, query, connection } = given;
    if (at) session.order('insertText', { text, query, connection, at });
  };
  const giveUp = (event: KeyboardEvent) => {
    if (event.key === 'Escape') end();
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', drop);
  window.addEventListener('pointercancel', end);
  window.addEventListener('keydown', giveUp, true);
}

const stopClick = (event: Event) => {
  event.stopPropagation();
  event.preventDefault();
};

/** A name as SQL takes it, quoted where it must be. */
export const quoteName = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** Words that a column may well be called, and that no database takes for a name. */
const reserved: ReadonlySet<string> = new Set(
  'all and any as asc between both by case cast check column constraint create cross default desc distinct do else end except exists false fetch for foreign from full grant group having in inner intersect into is join leading left like limit natural not null offset on only or order outer primary references right select some symmetric table then to trailing true union unique user using values when where window with'.split(
    ' ',
  ),
);
