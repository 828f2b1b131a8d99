import { useMemo, useState } from 'react';
import type { CellAbout } from '@/cells/bridge/messages';
import styles from './cells-panel.module.css';
import { layOutFlow, rowHeight } from './lay-out-flow';
import type { NotebookSession, SessionState } from './notebook-session';
import { useWatched } from './use-watched';

const words: Readonly<Record<string, string>> = { idle: 'not run' };

/** Who feeds whom: the cells in their order, and an arc from each to those that read it. */
export function FlowPanel({ session, state }: { session: NotebookSession; state: SessionState }) {
  useWatched(session, state, 'flow');
  const { flow } = state;
  const [pointed, setPointed] = useState<number>();
  const { arcs, width } = useMemo(() => layOutFlow(flow), [flow]);
  const near = useMemo(() => neighboursOf(flow, pointed), [flow, pointed]);
  if (flow.length === 0) return <p className={styles.hint}>Cells, and which feeds which, stand here.</p>;
  return (
    <div className={styles.flow} style={{ paddingLeft: width }}>
      <svg width={width} height={flow.length * rowHeight} className={styles.arcs} aria-hidden>
        <title>Arcs from each cell to those that read it</title>
        {arcs.map(({ from, to, path }) => (
          <path
            key={`${from} ${to}`}
            d={path}
            data-near={pointed === undefined ? undefined : from === pointed || to === pointed}
          />
        ))}
      </svg>
      <ol>
        {flow.map(({ cellId, label, kind, state: cellState, from }) => (
          <li key={cellId} style={{ height: rowHeight }}>
            <button
              type="button"
              className={styles.cell}
              data-state={cellState}
              data-far={near && !near.has(cellId) ? true : undefined}
              aria-label={`${label || kind}, ${words[cellState] ?? cellState}${sayFrom(flow, from)}`}
              onPointerEnter={() => setPointed(cellId)}
              onPointerLeave={() => setPointed(undefined)}
              onFocus={() => setPointed(cellId)}
              onBlur={() => setPointed(undefined)}
              onClick={() => session.order('scrollTo', { cellId })}
            >
              <span className={styles.dot} title={words[cellState] ?? cellState} />
              <span className={styles.label}>{label || `empty ${kind} cell`}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The cell, what it reads and what reads it; undefined while none is pointed at. */
function neighboursOf(
  flow: readonly CellAbout[],
  cellId: number | undefined,
): ReadonlySet<number> | undefined {
  if (cellId === undefined) return undefined;
  const near = new Set([cellId]);
  for (const cell of flow) {
    if (cell.cellId === cellId) for (const id of cell.from) near.add(id);
    if (cell.from.includes(cellId)) near.add(cell.cellId);
  }
  return near;
}

function sayFrom(flow: readonly CellAbout[], from: readonly number[]): string {
  const labels = from.flatMap((id) => flow.find(({ cellId }) => cellId === id)?.label ?? []);
  return labels.length === 0 ? '' : `, reads ${labels.join(', ')}`;
}
