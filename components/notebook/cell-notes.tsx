import { ChevronRight, Square } from 'lucide-react';
import type { CellProgress, CellRun, ConsoleEntry } from '@/cells/kernel/cell-run';
import { Progress } from '@/components/ui/progress';
import { useNotebook, useWaiting } from './notebook-context';
import styles from './notes.module.css';

/** How far a running cell is, and the way to stop it. */
export function CellProgressBar({ id, progress }: { id: number; progress: CellProgress }) {
  const { actions } = useNotebook();
  const { fraction, message } = progress;
  return (
    <div className={styles.progress}>
      <Progress fraction={fraction} label={message ?? 'Progress of this cell'} />
      <span className={styles.figures}>
        {message}
        {fraction !== undefined && <b>{Math.round(fraction * 100)} %</b>}
      </span>
      <button type="button" className={styles.stop} onClick={() => actions.stop(id)}>
        <Square size={10} fill="currentColor" aria-hidden /> Stop
      </button>
    </div>
  );
}

const reasons = {
  running: 'which is running',
  lazy: 'which runs when it is looked at',
  manual: 'which runs when asked',
  off: 'which is switched off',
} as const;

/** Which cell above keeps this one waiting, though none failed, and the way there. */
export function CellWaits({ id }: { id: number }) {
  const { kernel, view, actions } = useNotebook();
  const waiting = useWaiting(id);
  if (!waiting) return null;
  const { cellId, why } = waiting;
  return (
    <p className={styles.waits}>
      waits for{' '}
      <button type="button" onClick={() => view.go(cellId)}>
        {kernel.get(cellId).outputs[0] ?? `cell ${cellId}`}
      </button>
      , {reasons[why]}
      {(why === 'manual' || why === 'lazy') && (
        <button type="button" className={styles.ask} onClick={() => actions.run(cellId)}>
          Run it
        </button>
      )}
    </p>
  );
}

/** What a blocked cell waits for: the name, and the way to the cell that failed. A cell's own failure is told by its output. */
export function CellBlocked({ run }: { run: CellRun }) {
  const { kernel, view } = useNotebook();
  const { error } = run;
  if (!error) return null;
  const isBroken = (id: number | undefined) =>
    id !== undefined && /failed|blocked/.test(kernel.get(id).state);
  const name = run.inputs.find((input) => isBroken(kernel.definedBy(input)));
  const { rootCell } = error;
  if (rootCell === undefined) return <p className={styles.blocked}>{error.message}</p>;
  return (
    <p className={styles.blocked}>
      waits for{' '}
      <button type="button" onClick={() => view.go(rootCell)}>
        {name ?? `cell ${rootCell}`}
      </button>
    </p>
  );
}

/** What a cell wrote to the console, folded away. */
export function CellConsole({ entries }: { entries: readonly ConsoleEntry[] }) {
  const errors = entries.filter(({ level }) => level === 'error' || level === 'warn').length;
  return (
    // A word or two for the author stand open; what a cell prints stays folded.
    <details
      className={styles.console}
      open={entries.length <= 3 && entries.every(({ level }) => level === 'warn')}
    >
      <summary>
        <ChevronRight size={12} aria-hidden /> Console · {entries.length}{' '}
        {entries.length === 1 ? 'line' : 'lines'}
        {errors > 0 && <span data-level="error"> · {errors} to look at</span>}
      </summary>
      <ol>
        {entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
          <li key={index} data-level={entry.level}>
            {entry.text}
          </li>
        ))}
      </ol>
    </details>
  );
}
