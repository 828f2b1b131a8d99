import { LoaderCircle, Play, TriangleAlert } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import type { Cell } from '@/cells/document/notebook';
import type { CellRun } from '@/cells/kernel/cell-run';
import type { Kernel } from '@/cells/kernel/kernel';
import { kindOf, runModeOf } from '@/cells/kinds';
import { Progress } from '@/components/ui/progress';
import outputStyles from '../output.module.css';
import styles from './app.module.css';

export function useRunOf(kernel: Kernel, id: number): CellRun {
  const subscribe = useCallback(
    (listener: () => void) => kernel.subscribe((changed) => changed.has(id) && listener()),
    [kernel, id],
  );
  return useSyncExternalStore(subscribe, () => kernel.get(id));
}

/** What a cell shows to a reader: its output, or calmly why there is none. Code is nowhere to be seen. */
export function AppCell({ cell, kernel }: { cell: Cell; kernel: Kernel }) {
  const { id } = cell;
  const run = useRunOf(kernel, id);
  const mount = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => mount.current?.replaceChildren(kernel.root(id)), [kernel, id]);
  useEffect(() => tellWhenSeen(mount.current, (isSeen) => kernel.setVisible(id, isSeen)), [kernel, id]);
  const isBroken = run.state === 'failed' || run.state === 'blocked';
  const isUnderWay = run.state === 'running' || run.state === 'queued';
  return (
    <>
      <div
        ref={mount}
        className={outputStyles.output}
        data-output={id}
        data-prose={cell.kind === 'markdown' || undefined}
        data-old={run.state === 'stale' || run.state === 'running' || undefined}
        hidden={isBroken}
      />
      {isBroken && <Broken cell={cell} run={run} kernel={kernel} />}
      {isUnderWay && run.progress && (
        <div className={styles.progress}>
          <Progress fraction={run.progress.fraction} label={run.progress.message ?? 'Progress'} />
          <span>{run.progress.message}</span>
          <button type="button" className={styles.ask} onClick={() => void kernel.stop([id])}>
            Stop
          </button>
        </div>
      )}
      {isUnderWay && !run.progress && run.durationMs === undefined && cell.kind !== 'markdown' && (
        <p className={styles.waiting} role="status">
          <LoaderCircle size={14} aria-hidden />{' '}
          {run.state === 'running' ? 'Being made …' : 'Waits its turn …'}
        </p>
      )}
      {run.state === 'idle' && <Asked cell={cell} kernel={kernel} />}
    </>
  );
}

/** A part that runs when asked only, such as a training. */
function Asked({ cell, kernel }: { cell: Cell; kernel: Kernel }) {
  if (runModeOf(cell, { attributes: {} }) !== 'manual') return null;
  return (
    <p className={styles.waiting}>
      {nameOf(cell, kernel)} is made when you ask.
      <button type="button" className={styles.ask} onClick={() => kernel.run([cell.id])}>
        <Play size={12} aria-hidden /> Run
      </button>
    </p>
  );
}

function Broken({ cell, run, kernel }: { cell: Cell; run: CellRun; kernel: Kernel }) {
  const { error } = run;
  const root = error?.rootCell;
  const cause = root === undefined ? undefined : (kernel.get(root).outputs[0] ?? 'a part above');
  return (
    <div className={styles.broken} role="note">
      <TriangleAlert size={15} aria-hidden />
      <p>
        {cause ? (
          <>
            {nameOf(cell, kernel)} needs <b>{cause}</b>, which could not be made.
          </>
        ) : (
          <>
            {nameOf(cell, kernel)} could not be made. <span className={styles.reason}>{error?.message}</span>
          </>
        )}
      </p>
    </div>
  );
}

/** By the name that it defines, else by what it is. */
function nameOf(cell: Cell, kernel: Kernel) {
  const [name] = kernel.get(cell.id).outputs;
  const word = words[cell.kind] ?? 'This part';
  return name ? (
    <>
      {word} <b>{name}</b>
    </>
  ) : (
    word
  );
}

const words: Readonly<Record<string, string>> = {
  chart: 'The chart',
  sql: 'The table',
  markdown: 'This text',
  train: 'The model',
  tune: 'The search',
  evaluate: 'The judgement',
  input: 'The input',
};

/** For lists of parts: the name, else what it is, else the first words. */
export function labelOfCell(cell: Cell, kernel: Kernel): string {
  const [name] = kernel.get(cell.id).outputs;
  const words = cell.source
    .replaceAll(/<[^>]*>/g, ' ')
    .replace(/^[\s#*>-]+/, '')
    .split('\n')[0]
    ?.trim()
    .slice(0, 60);
  return (
    name ??
    ((cell.kind === 'markdown' || cell.kind === 'html') && words ? words : (kindOf(cell)?.label ?? 'Cell'))
  );
}

export function tellWhenSeen(
  element: Element | null,
  tell: (isSeen: boolean) => void,
): (() => void) | undefined {
  if (!element) return undefined;
  const observer = new IntersectionObserver(([entry]) => entry && tell(entry.isIntersecting), {
    rootMargin: '200px',
  });
  observer.observe(element);
  return () => observer.disconnect();
}
