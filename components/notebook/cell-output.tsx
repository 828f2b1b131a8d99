import { type MouseEvent, useLayoutEffect, useRef } from 'react';
import type { Cell } from '@/cells/document/notebook';
import type { CellRun } from '@/cells/kernel/cell-run';
import { useIsBeside, useNotebook } from './notebook-context';
import styles from './output.module.css';
import type { Place } from './view-state';

/** What a cell displays: the kernel's own element, put in its place. */
export function CellOutput({ cell, run, place }: { cell: Cell; run: CellRun; place: Place }) {
  const { kernel, view } = useNotebook();
  const mount = useRef<HTMLDivElement>(null);
  const { id, kind } = cell;

  const isBeside = useIsBeside(id);

  useLayoutEffect(() => {
    if (!isBeside) mount.current?.replaceChildren(kernel.root(id));
  }, [kernel, id, isBeside]);

  const isProse = kind === 'markdown';
  const isEmptyProse = isProse && cell.source.trim() === '' && place !== 'editing';
  const onClick = (event: MouseEvent) => {
    const { target } = event;
    // The place of an error leads to the line.
    if (target instanceof Element && target.closest('.inspect-place')) return view.go(id, 'edit');
    if (!isProse || place === 'editing') return;
    const isInteractive =
      target instanceof Element && target.closest('a, button, input, select, textarea, summary');
    if (!isInteractive && document.getSelection()?.isCollapsed !== false) view.go(id, 'edit');
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: Enter on the cell does the same */}
      <div
        ref={mount}
        className={styles.output}
        data-output={id}
        data-prose={isProse || undefined}
        data-old={run.state === 'stale' || run.state === 'running' || undefined}
        hidden={isEmptyProse}
        onClick={onClick}
      />
      {isBeside && (
        <button type="button" className={styles.emptyProse} onClick={() => view.set({ beside: undefined })}>
          Shown beside the notebook: bring it back
        </button>
      )}
      {isEmptyProse && (
        <button type="button" className={styles.emptyProse} onClick={() => view.go(id, 'edit')}>
          Write text
        </button>
      )}
    </>
  );
}
