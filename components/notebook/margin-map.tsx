import { type MouseEvent, useEffect, useRef, useState } from 'react';
import type { CellState } from '@/cells/kernel/cell-run';
import styles from './margin-map.module.css';
import { type NotebookParts, useNotebook } from './notebook-context';

/** Milliseconds between two drawings: places of a thousand cells are read anew each time. */
const everyMs = 120;
const width = 8;

/** The colour of each state, by its token; what is well stays faint. */
const tones: Readonly<Record<CellState, string>> = {
  idle: '--line',
  fresh: '--line-strong',
  queued: '--running',
  running: '--running',
  stale: '--stale',
  blocked: '--blocked',
  failed: '--failed',
};

interface Segment {
  readonly id: number;
  readonly top: number;
}

/** All cells at a glance beside the scroll bar, each in the colour of its state; a press leads there. */
export function MarginMap() {
  const parts = useNotebook();
  const canvas = useRef<HTMLCanvasElement>(null);
  const segments = useRef<readonly Segment[]>([]);
  const [isNeeded, setNeeded] = useState(false);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        const { scrollHeight, clientHeight } = document.documentElement;
        setNeeded(scrollHeight > clientHeight * 1.5);
        if (canvas.current) segments.current = draw(canvas.current, parts, scrollHeight);
      }, everyMs);
    };
    const sizes = new ResizeObserver(soon);
    sizes.observe(document.body);
    const stops = [parts.store.subscribe(soon), parts.kernel.subscribe(soon)];
    const theme = new MutationObserver(soon);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    window.addEventListener('resize', soon);
    soon();
    return () => {
      clearTimeout(timer);
      sizes.disconnect();
      theme.disconnect();
      window.removeEventListener('resize', soon);
      for (const stop of stops) stop();
    };
  }, [parts]);

  const cellAt = (event: MouseEvent) => {
    const y = event.nativeEvent.offsetY;
    return segments.current.findLast(({ top }) => top <= y)?.id;
  };
  return (
    // The outline and the flow of data lead by keyboard to the same places.
    <canvas
      ref={canvas}
      className={styles.map}
      hidden={!isNeeded}
      aria-hidden
      onMouseMove={(event) => {
        const id = cellAt(event);
        if (id !== undefined) event.currentTarget.title = sayCell(parts, id);
      }}
      onClick={(event) => {
        const id = cellAt(event);
        if (id !== undefined) parts.view.go(id);
      }}
    />
  );
}

function sayCell({ kernel }: NotebookParts, id: number): string {
  const { outputs, state } = kernel.get(id);
  return `${outputs.join(', ') || `Cell ${id}`}: ${state === 'idle' ? 'not run' : state}`;
}

/** Draws every cell where it stands in the document, to the height of the window; gives the places. */
function draw(canvas: HTMLCanvasElement, { kernel, store }: NotebookParts, scrollHeight: number): Segment[] {
  const height = window.innerHeight;
  const scale = window.devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d');
  const style = getComputedStyle(document.documentElement);
  const colours = new Map(Object.values(tones).map((token) => [token, style.getPropertyValue(token)]));
  const segments: Segment[] = [];
  context?.scale(scale, scale);
  for (const shell of document.querySelectorAll<HTMLElement>('main > [data-cell-id]')) {
    const id = Number(shell.dataset.cellId);
    if (!store.cell(id)) continue;
    const top = (shell.offsetTop / scrollHeight) * height;
    const tall = (shell.offsetHeight / scrollHeight) * height;
    segments.push({ id, top });
    if (!context) continue;
    context.fillStyle = colours.get(tones[kernel.get(id).state]) ?? '';
    context.fillRect(1, top, width - 2, Math.max(1.5, tall - 1));
  }
  return segments;
}
