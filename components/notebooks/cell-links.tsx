import styles from './cell-links.module.css';
import type { NotebookSession } from './notebook-session';

/** Cells of the open notebook, each leading to itself. */
export function CellLinks({ cells, session }: { cells: readonly number[]; session: NotebookSession }) {
  return cells.map((cellId, place) => (
    <span key={cellId}>
      {place > 0 && ', '}
      <button type="button" className={styles.link} onClick={() => session.order('scrollTo', { cellId })}>
        cell {cellId}
      </button>
    </span>
  ));
}
