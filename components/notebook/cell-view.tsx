import { memo, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Cell } from '@/cells/document/notebook';
import { kindOf } from '@/cells/kinds';
import styles from './cell.module.css';
import { CellActs } from './cell-acts';
import { CellGutter } from './cell-gutter';
import { CellInterruption } from './cell-interruption';
import { CellBlocked, CellConsole, CellProgressBar, CellWaits } from './cell-notes';
import { CellOutput } from './cell-output';
import { CellPeople } from './cell-people';
import { CellSource } from './cell-source';
import { describeState } from './cell-state';
import { InsertLine } from './insert-line';
import { TrainingProgress } from './model-result';
import {
  useCell,
  useFoldedUnder,
  useIsAmongSelected,
  useIsFound,
  useIsPending,
  useIsReading,
  useNotebook,
  usePlace,
  useRun,
  useRunMode,
  useTakesFocus,
} from './notebook-context';
import { SearchProgressView } from './search-result';
import { SectionFold } from './section-fold';

/** One cell: gutter, code or form, what it says of its run, output. Light while it is far from the screen. */
export const CellView = memo(function CellView({ id }: { id: number }) {
  const { actions, kernel, nearness, view } = useNotebook();
  const cell = useCell(id);
  const run = useRun(id);
  const isPending = useIsPending(id);
  const mode = useRunMode(id);
  const isAmongSelected = useIsAmongSelected(id);
  const foldedUnder = useFoldedUnder(id);
  const place = usePlace(id);
  const takesFocus = useTakesFocus(id);
  const isReading = useIsReading();
  const shell = useRef<HTMLElement>(null);
  /** Where the cell stood when it was pressed, until it is the active one. */
  const pressedTop = useRef<number>(undefined);
  const [isNear, setNear] = useState(false);

  useEffect(() => {
    if (!shell.current) return;
    return nearness.watch(shell.current, (distance) => {
      setNear(distance !== 'far');
      kernel.setVisible(id, distance === 'on screen');
    });
  }, [nearness, kernel, id]);

  useLayoutEffect(() => {
    const element = shell.current;
    if (place === 'elsewhere' || !element) return;
    // What folds above must not move what was just pressed.
    if (pressedTop.current === undefined) element.scrollIntoView({ block: 'nearest' });
    else window.scrollBy(0, element.getBoundingClientRect().top - pressedTop.current);
    pressedTop.current = undefined;
    if (place === 'selected' && !keepsFocus(element)) element.focus({ preventScroll: true });
  }, [place]);

  const isFound = useIsFound(id);
  useEffect(() => {
    if (isFound) shell.current?.scrollIntoView({ block: 'nearest' });
  }, [isFound]);
  // Who is led to a cell sees it.
  useEffect(() => {
    const isWanted = place !== 'elsewhere' || isFound;
    if (isWanted && foldedUnder !== undefined) actions.foldSection(foldedUnder, false);
  }, [place, isFound, foldedUnder, actions]);

  if (!cell) return null;
  const isLight = !isNear && place === 'elsewhere' && !isFound;
  const state = describeState(run, { mode, isPending });
  const select = (event: PointerEvent) => {
    pressedTop.current = view.get().active === id ? undefined : shell.current?.getBoundingClientRect().top;
    // An editor takes the focus by itself; a menu that opens would close again if the cell took it.
    const isOwn = event.target instanceof Element && event.target.closest('[data-editor], [aria-haspopup]');
    if (isOwn) return;
    if (event.shiftKey) {
      event.preventDefault(); // the browser would mark the text between
      actions.extendTo(id);
    } else if (view.get().active !== id || view.get().selected.size > 0) view.go(id);
  };

  return (
    <section
      ref={shell}
      className={styles.cell}
      aria-label={labelOf(cell, state.word)}
      aria-current={place === 'elsewhere' ? undefined : 'true'}
      data-cell-id={id}
      data-kind={cell.kind}
      data-state={run.state}
      data-off={mode === 'off' || undefined}
      data-place={place}
      data-among={isAmongSelected || undefined}
      hidden={foldedUnder !== undefined}
      data-far={isLight || undefined}
      tabIndex={takesFocus ? 0 : -1}
      onFocus={(event) => event.target === shell.current && place === 'elsewhere' && view.go(id)}
      onPointerDown={select}
    >
      {!isLight && !isReading && <CellGutter cell={cell} mode={mode} run={run} state={state} />}
      <CellPeople id={id} />
      <div className={styles.body}>
        <CellSource cell={cell} run={run} place={place} isLight={isLight} />
        {!isLight && !isReading && <CellActs cell={cell} mode={mode} run={run} />}
        {(run.state === 'running' || run.state === 'queued') && run.progress && (
          <>
            <CellProgressBar id={id} progress={run.progress} />
            <TrainingProgress progress={run.progress} />
            {run.progress.search && <SearchProgressView search={run.progress.search} />}
          </>
        )}
        <CellInterruption id={id} run={run} />
        {run.state === 'blocked' ? <CellBlocked run={run} /> : !isLight && <CellWaits id={id} />}
        <CellOutput cell={cell} run={run} place={place} />
        {!isLight && cell.kind === 'markdown' && <SectionFold cell={cell} />}
        {run.console.length > 0 && <CellConsole entries={run.console} />}
      </div>
      {!isLight && !isReading && <InsertLine after={id} />}
    </section>
  );
});

/** The focus is on something of the cell that is not its editor: a button, a form, an input in the output. */
function keepsFocus(element: HTMLElement): boolean {
  const { activeElement } = document;
  return (
    element !== activeElement && element.contains(activeElement) && !activeElement?.closest('[data-editor]')
  );
}

function labelOf(cell: Cell, state: string): string {
  const kind = kindOf(cell)?.label ?? 'Unknown';
  return [`${kind} cell`, cell.output, state].filter(Boolean).join(', ');
}
