import { type MouseEvent, useEffect, useRef, useState } from 'react';
import type { CellState } from '@/cells/kernel/cell-run';
import styles from './margin-map.module.css';
import { type NotebookParts, useNotebook } from './notebook-context';

/** Milliseconds between two drawings at least. */
const everyMs = 120;
/** Reading where a thousand cells stand makes the browser lay them out: the next reading waits this many times as long as one took. */
const restAfterReading = 20;
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

/** Where a cell stands, in pixels of the document. */
interface Segment {
  readonly id: number;
  readonly top: number;
  readonly height: number;
}

/** All cells at a glance beside the scroll bar, each in the colour of its state; a press leads there. */
export function MarginMap() {
  const parts = useNotebook();
  const canvas = useRef<HTMLCanvasElement>(null);
  const segments = useRef<readonly Segment[]>([]);
  const [isNeeded, setNeeded] = useState(false);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isMoved = true;
    let readAgainAt = 0;
    const work = () => {
      timer = undefined;
      const now = performance.now();
      if (isMoved && now < readAgainAt) return soon();
      if (isMoved) {
        isMoved = false;
        segments.current = readSegments();
        readAgainAt = performance.now() + (performance.now() - now) * restAfterReading;
        const { scrollHeight, clientHeight } = document.documentElement;
        setNeeded(scrollHeight > clientHeight * 1.5);
      }
      if (canvas.current) draw(canvas.current, segments.current, parts);
    };
    const soon = () => {
      timer ??= setTimeout(work, Math.max(everyMs, isMoved ? readAgainAt - performance.now() : 0));
    };
    const moved = () => {
      isMoved = true;
      soon();
    };
    const sizes = new ResizeObserver(moved);
    sizes.observe(document.body);
    const stops = [
      // What is typed moves cells by its lines, which the size tells.
      parts.store.subscribe((cause) => cause !== 'source' && moved()),
      parts.kernel.subscribe(soon),
    ];
    const theme = new MutationObserver(soon);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    window.addEventListener('resize', moved);
    soon();
    return () => {
      clearTimeout(timer);
      sizes.disconnect();
      theme.disconnect();
      window.removeEventListener('resize', moved);
      for (const stop of stops) stop();
    };
  }, [parts]);

  const cellAt = (event: MouseEvent) => {
    const y = (event.nativeEvent.offsetY / window.innerHeight) * document.documentElement.scrollHeight;
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

/** From top to bottom. A cell is as high as it is to the next one: each size that is asked for costs as much as the layout. */
function readSegments(): Segment[] {
  const shells = [...document.querySelectorAll<HTMLElement>('main > [data-cell-id]:not([hidden])')];
  const tops = shells.map((shell) => shell.offsetTop);
  const last = shells.at(-1);
  return shells.map(({ dataset }, place) => {
    const top = tops[place] ?? 0;
    return {
      id: Number(dataset.cellId),
      top,
      height: (tops[place + 1] ?? top + (last?.offsetHeight ?? 0)) - top,
    };
  });
}

/** Draws every cell where it stands in the document, to the height of the window. */
function draw(canvas: HTMLCanvasElement, segments: readonly Segment[], { kernel, store }: NotebookParts) {
  const height = window.innerHeight;
  const scale = window.devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d');
  if (!context) return;
  const style = getComputedStyle(document.documentElement);
  const colours = new Map(Object.values(tones).map((token) => [token, style.getPropertyValue(token)]));
  const shrink = height / document.documentElement.scrollHeight;
  context.scale(scale, scale);
  for (const { id, top, height: tall } of segments) {
    if (!store.cell(id)) continue;
    context.fillStyle = colours.get(tones[kernel.get(id).state]) ?? '';
    context.fillRect(1, top * shrink, width - 2, Math.max(1.5, tall * shrink - 1));
  }
}
