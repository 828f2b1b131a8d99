import { GripVertical, Play, Square } from 'lucide-react';
import type { DragEvent } from 'react';
import { languageOfType } from '@/cells/document/cell-types';
import type { Cell, RunMode } from '@/cells/document/notebook';
import type { CellRun } from '@/cells/kernel/cell-run';
import { kindOf, kinds } from '@/cells/kinds';
import { Menu } from '@/components/ui/menu';
import styles from './cell.module.css';
import { isActive, type ShownState } from './cell-state';
import { CommentMark } from './comment-mark';
import { cellDrag } from './dragging';
import { type KeyChanges, printedKeyOf, withPrintedKey } from './keymap';
import { inView, kindsInView } from './kinds-in-view';
import { useKeyChanges, useNotebook } from './notebook-context';

/** At the left of a cell: what it is, how it is, and the button that runs or stops it. */
export function CellGutter(props: { cell: Cell; mode: RunMode; run: CellRun; state: ShownState }) {
  const { cell, mode, run, state } = props;
  const { actions } = useNotebook();
  const chosen = useKeyChanges();
  const Glyph = state.glyph;
  const word = inView(cell.kind)?.word ?? languageOfType(cell.type) ?? 'other';
  const canRun = cell.kind !== 'unsupported' && mode !== 'off';
  return (
    <div className={styles.gutter}>
      <button
        type="button"
        className={styles.handle}
        draggable
        tabIndex={-1}
        aria-label="Move this cell"
        title={sayMoving(chosen)}
        onDragStart={(event) => startDrag(event, cell.id)}
      >
        <GripVertical size={14} aria-hidden />
      </button>
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            className={styles.kind}
            aria-label={`${word}: change the kind of this cell`}
            title={`${kindOf(cell)?.label ?? languageOfType(cell.type) ?? cell.type} cell: change its kind`}
          >
            {word}
          </button>
        }
        items={kinds.map((kind) => ({
          label: kind.label,
          icon: kindsInView[kind.name].icon,
          shortcut: printedKeyOf(kindsInView[kind.name].act ?? '', chosen),
          disabled: kind.name === cell.kind,
          onSelect: () => actions.changeKind(cell.id, kind.name),
        }))}
      />
      <span className={styles.stateAndRun}>
        {Glyph && (
          <span
            className={styles.state}
            data-tone={state.tone}
            data-spins={run.state === 'running' || undefined}
          >
            <Glyph size={14} aria-hidden />
          </span>
        )}
        {canRun &&
          (isActive(run) ? (
            <button
              type="button"
              className={styles.run}
              aria-label="Stop this cell"
              title={`${state.detail}. ${withPrintedKey('Stop', 'Stop', chosen)}`}
              onClick={() => actions.stop(cell.id)}
            >
              <Square size={11} fill="currentColor" aria-hidden />
            </button>
          ) : (
            <button
              type="button"
              className={styles.run}
              aria-label="Run this cell"
              title={`${state.detail}. ${withPrintedKey('Run', 'Run', chosen)}`}
              onClick={() => actions.run(cell.id)}
            >
              <Play size={13} aria-hidden />
            </button>
          ))}
      </span>
      {state.tone !== 'quiet' && (
        <span className={styles.word} data-tone={state.tone}>
          {state.word}
        </span>
      )}
      <CommentMark id={cell.id} />
    </div>
  );
}

function sayMoving(chosen: KeyChanges): string {
  const ways = [printedKeyOf('Move up', chosen), printedKeyOf('Move down', chosen)].filter(Boolean);
  return ways.length > 0 ? `Drag to move (${ways.join(', ')})` : 'Drag to move';
}

function startDrag(event: DragEvent, id: number): void {
  event.dataTransfer.setData(cellDrag, String(id));
  event.dataTransfer.effectAllowed = 'move';
  const shell = event.currentTarget.closest('[data-cell-id]');
  if (shell) event.dataTransfer.setDragImage(shell, 20, 12);
}
