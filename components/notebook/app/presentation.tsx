import { ChevronLeft, ChevronRight, Code, LayoutGrid, Maximize, StickyNote, X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Notebook } from '@/cells/document/notebook';
import { type Slide, slidesOf } from '@/cells/document/slides';
import type { Kernel } from '@/cells/kernel/kernel';
import { IconButton } from '@/components/ui/button';
import { StaticCode } from '../editor/static-code';
import { AppCell, labelOfCell } from './app-cell';
import { onSwipe } from './on-swipe';
import styles from './presentation.module.css';

export interface PresentationProps {
  readonly notebook: Notebook;
  readonly kernel: Kernel;
  /** The slide with this cell comes first. */
  readonly startAt?: number;
  onEnd(): void;
}

type Act = 'next' | 'back' | 'first' | 'last' | 'overview' | 'code' | 'notes' | 'full' | 'end';

const keyActs: Readonly<Record<string, Act>> = {
  ...{ ArrowRight: 'next', ArrowDown: 'next', PageDown: 'next', ' ': 'next', Enter: 'next' },
  ...{ ArrowLeft: 'back', ArrowUp: 'back', PageUp: 'back', Backspace: 'back', 'shift ': 'back' },
  ...{ Home: 'first', End: 'last', o: 'overview', c: 'code', n: 'notes', f: 'full', Escape: 'end' },
};

/** Section by section over the whole window. Outputs stay alive: inputs answer, what runs goes on. */
export function Presentation({ notebook, kernel, startAt, onEnd }: PresentationProps) {
  const slides = useMemo(() => slidesOf(notebook), [notebook]);
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      slides.findIndex(({ cells }) => cells.some(({ id }) => id === startAt)),
    ),
  );
  const [isOverview, setOverview] = useState(false);
  const [hasCode, setCode] = useState(false);
  const [hasNotes, setNotes] = useState(false);
  const root = useRef<HTMLElement>(null);
  const place = Math.min(at, slides.length - 1);
  const slide = slides[place];

  const act = useCallback(
    (what: Act) => {
      const last = slides.length - 1;
      switch (what) {
        case 'next':
          return setAt((now) => Math.min(now + 1, last));
        case 'back':
          return setAt((now) => Math.max(Math.min(now, last) - 1, 0));
        case 'first':
          return setAt(0);
        case 'last':
          return setAt(last);
        case 'overview':
          return setOverview((is) => !is);
        case 'code':
          return setCode((has) => !has);
        case 'notes':
          return setNotes((has) => !has);
        case 'full':
          return void (document.fullscreenElement
            ? document.exitFullscreen()
            : document.documentElement.requestFullscreen().catch(() => {}));
        case 'end':
          return isOverview ? setOverview(false) : onEnd();
      }
    },
    [slides, isOverview, onEnd],
  );

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const what =
        keyActs[
          event.shiftKey && event.key === ' '
            ? 'shift '
            : event.key.length === 1
              ? event.key.toLowerCase()
              : event.key
        ];
      if (!what) return;
      const control =
        target instanceof Element &&
        target.closest('input, textarea, select, [contenteditable], [role=grid]');
      if (control && what !== 'end') return;
      const isPressed =
        /^(Enter| )$/.test(event.key) && target instanceof Element && target.closest('button, a, summary');
      if (isPressed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (control && control instanceof HTMLElement) control.blur();
      else act(what);
    };
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [act]);
  useEffect(() => (root.current ? onSwipe(root.current, act) : undefined), [act]);
  useEffect(() => fillScreen(onEnd), [onEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each slide begins at its top
  useEffect(() => {
    root.current?.scrollTo({ top: 0 });
    root.current?.focus({ preventScroll: true });
  }, [place, isOverview]);

  if (!slide)
    return (
      <main className={styles.presentation}>
        <p className={styles.nothing}>
          There is nothing to present yet: write a heading and something below it.
        </p>
        <IconButton label="End (Esc)" icon={X} onClick={onEnd} />
      </main>
    );
  return (
    <main ref={root} className={styles.presentation} tabIndex={-1} data-presenting>
      <p className={styles.announced} aria-live="polite">
        Slide {place + 1} of {slides.length}: {slide.title}
      </p>
      {isOverview ? (
        <Overview
          slides={slides}
          at={place}
          kernel={kernel}
          onChoose={(chosen) => {
            setAt(chosen);
            setOverview(false);
          }}
        />
      ) : (
        <article key={place} className={styles.slide} data-slide={place + 1}>
          {slide.cells.map((cell) => (
            <section key={cell.id} className={styles.part} data-kind={cell.kind}>
              {hasCode && cell.kind !== 'markdown' && <StaticCode source={cell.source} kind={cell.kind} />}
              <AppCell cell={cell} kernel={kernel} />
            </section>
          ))}
        </article>
      )}
      {hasNotes && !isOverview && (
        <aside className={styles.notes} aria-label="Notes">
          {slide.notes.length === 0 && <p>No notes for this slide.</p>}
          {slide.notes.map((cell) => (
            <AppCell key={cell.id} cell={cell} kernel={kernel} />
          ))}
        </aside>
      )}
      <footer className={styles.bar}>
        <div
          className={styles.progress}
          role="progressbar"
          aria-label="Slides"
          aria-valuemin={1}
          aria-valuemax={slides.length}
          aria-valuenow={place + 1}
        >
          <div style={{ width: `${((place + 1) / slides.length) * 100}%` }} />
        </div>
        <IconButton label="Back (←)" icon={ChevronLeft} disabled={place === 0} onClick={() => act('back')} />
        <span className={styles.count}>
          {place + 1} / {slides.length}
        </span>
        <IconButton
          label="Next (→)"
          icon={ChevronRight}
          disabled={place === slides.length - 1}
          onClick={() => act('next')}
        />
        <span className={styles.title}>{slide.title}</span>
        <IconButton
          label="Overview (O)"
          icon={LayoutGrid}
          aria-pressed={isOverview}
          onClick={() => act('overview')}
        />
        <IconButton label="Code (C)" icon={Code} aria-pressed={hasCode} onClick={() => act('code')} />
        {slides.some(({ notes }) => notes.length > 0) && (
          <IconButton
            label="Notes (N)"
            icon={StickyNote}
            aria-pressed={hasNotes}
            onClick={() => act('notes')}
          />
        )}
        <IconButton
          className={styles.full}
          label="Whole screen (F)"
          icon={Maximize}
          onClick={() => act('full')}
        />
        <IconButton label="End (Esc)" icon={X} onClick={onEnd} />
      </footer>
    </main>
  );
}

function Overview(props: {
  slides: readonly Slide[];
  at: number;
  kernel: Kernel;
  onChoose(place: number): void;
}) {
  const { slides, at, kernel, onChoose } = props;
  return (
    <ol className={styles.overview}>
      {slides.map(({ title, cells }, place) => (
        <li key={cells[0]?.id ?? title}>
          <button
            type="button"
            aria-current={place === at ? 'true' : undefined}
            onClick={() => onChoose(place)}
            // biome-ignore lint/a11y/noAutofocus: the keyboard goes on where the person is
            autoFocus={place === at}
          >
            <span className={styles.number}>{place + 1}</span>
            <b>{title}</b>
            <span className={styles.parts}>
              {cells
                .slice(1, 6)
                .map((cell) => labelOfCell(cell, kernel))
                .join(' · ')}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

/** The whole screen where the browser lets it: right after a click or a key. Leaving it ends the presentation. */
function fillScreen(onLeave: () => void): () => void {
  let isFull = false;
  if (navigator.userActivation?.isActive && !document.fullscreenElement)
    document.documentElement.requestFullscreen().then(
      () => {
        isFull = true;
      },
      () => {}, // the window will do
    );
  const onChange = () => {
    if (document.fullscreenElement) isFull = true;
    else if (isFull) onLeave();
  };
  document.addEventListener('fullscreenchange', onChange);
  return () => {
    document.removeEventListener('fullscreenchange', onChange);
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => {});
  };
}
