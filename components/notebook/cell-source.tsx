import { type KeyboardEvent, useState } from 'react';
import { languageOfType } from '@/cells/document/cell-types';
import type { Cell } from '@/cells/document/notebook';
import type { CellRun } from '@/cells/kernel/cell-run';
import { kindOf } from '@/cells/kinds';
import { planRename, symbolOf } from '@/cells/writing';
import { toast } from '@/components/ui/toast';
import styles from './cell-source.module.css';
import { ConnectionChoice } from './connection-choice';
import { CodeEditor } from './editor/code-editor';
import { StaticCode } from './editor/static-code';
import { FormEditor, hasForm } from './forms/form-editor';
import { canHaveOutput } from './new-cell';
import { useIsFound, useIsReading, useNotebook } from './notebook-context';
import type { Place } from './view-state';

interface CellSourceProps {
  readonly cell: Cell;
  readonly run: CellRun;
  readonly place: Place;
  readonly isLight: boolean;
}

/** What the author wrote in a cell: code or a form; folded, at most its first line. */
export function CellSource({ cell, run, place, isLight }: CellSourceProps) {
  const { kernel, view } = useNotebook();
  const isReading = useIsReading();
  const isFound = useIsFound(cell.id);
  // Where something was found, or is written, the text is in sight.
  const isEditing = place === 'editing' || isFound;
  if (isReading && !isEditing) return null;
  // What never shows anything else shows its text.
  if (!cell.pinned && !isEditing && cell.kind !== 'unsupported') {
    // Prose, and whatever shows something, stands for itself.
    if (cell.kind === 'markdown' || kernel.root(cell.id).hasChildNodes()) return null;
    return (
      <button type="button" className={styles.folded} onClick={() => view.go(cell.id, 'edit')}>
        {cell.output && <b>{cell.output}</b>} {summaryOf(cell)}
      </button>
    );
  }
  return (
    <div className={styles.source} data-source>
      <div className={styles.bar}>
        {canHaveOutput(cell.kind) && cell.output !== undefined && (
          <OutputName cell={cell} name={cell.output} />
        )}
        {cell.kind === 'sql' && !isLight && <ConnectionChoice cell={cell} />}
      </div>
      {hasForm(cell.kind) ? (
        !isLight && <FormEditor cell={cell} run={run} />
      ) : isLight || cell.kind === 'unsupported' ? (
        <StaticCode source={cell.source} kind={cell.kind} plain={isLight} />
      ) : (
        <CodeEditor id={cell.id} kind={cell.kind} label={`${kindOf(cell)?.label ?? cell.type} code`} />
      )}
      {cell.kind === 'unsupported' && <p className={styles.kept}>{sayKept(cell)}</p>}
    </div>
  );
}

/** A folded cell in a few words: its first line, or what its form says. */
function summaryOf({ source, kind }: Cell): string {
  const line = hasForm(kind)
    ? [...source.matchAll(/: *"([^"]+)"/g)].map(([, value]) => value).join(' · ')
    : source.split('\n').find((one) => one.trim() !== '');
  return (line || 'Empty').slice(0, 120);
}

/** Why a cell of another program does not run, and what becomes of it. */
function sayKept({ type, output }: Cell): string {
  const language = languageOfType(type);
  const what = language ? `${language} does not run here` : `A cell of the type ${type} does not run here`;
  const value = output ? ` ${output}, which it would give, has no value.` : '';
  return `${what}: the cell stays in the file as it is.${value}`;
}

const nameOfValue = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** `rides =` above the code: the name that other cells read. */
function OutputName({ cell, name }: { cell: Cell; name: string }) {
  const { actions, store, symbols, view } = useNotebook();
  const [draft, setDraft] = useState<string>();
  const shown = draft ?? name;
  /** Where others read it, they may go along. */
  const renameValue = (to: string) => {
    const symbol = symbolOf(store.get().cells, symbols, cell);
    const plan = symbol && planRename(store.get().cells, symbols, { symbol, to });
    const onlyHere = (wanted: string) => actions.change(cell.id, { output: wanted });
    const isRead = plan && 'cells' in plan && plan.cells.some(({ cellId }) => cellId !== cell.id);
    if (symbol && isRead) view.set({ renaming: { symbol, to, onlyHere } });
    else onlyHere(to);
  };
  const settle = () => {
    setDraft(undefined);
    const wanted = shown.trim();
    if (wanted === name) return;
    if (nameOfValue.test(wanted)) renameValue(wanted);
    else toast.failed(`“${wanted}” cannot be a name: use letters, digits and _, and begin with a letter.`);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') event.currentTarget.blur();
    if (event.key !== 'Escape') return;
    setDraft(undefined);
    event.stopPropagation();
  };
  return (
    <div className={styles.name}>
      <input
        aria-label="Name of this cell's value"
        spellCheck={false}
        autoComplete="off"
        size={Math.max(shown.length, 1)}
        value={shown}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={settle}
        onKeyDown={onKeyDown}
      />
      <span aria-hidden> =</span>
    </div>
  );
}
