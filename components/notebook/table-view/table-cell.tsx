import { memo } from 'react';
import type { Measure } from '@/cells/data/measure';
import { Highlight, hasText } from './highlight';
import { PictureCell } from './picture-cell';
import styles from './table-view.module.css';

interface TableCellProps {
  readonly id: string;
  /** Its place among the columns shown. */
  readonly at: number;
  readonly measure: Measure;
  readonly isPinned: boolean;
  readonly isSelected: boolean;
  readonly isFocus: boolean;
  readonly text: string | null | undefined;
  readonly bytes: unknown;
  readonly searched: string;
  /** Pixels. */
  readonly left: number;
  readonly width: number;
}

/** Drawn again only when something of it changes: a step of scrolling moves rows, and makes few new ones. */
export const TableCell = memo(function TableCell(props: TableCellProps) {
  const { id, at, measure, text, bytes, searched, left, width, ...is } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: only the rows in view are there, which a table element cannot say
    <div
      id={id}
      role="gridcell"
      tabIndex={-1}
      aria-colindex={at + 1}
      aria-selected={is.isSelected}
      data-measure={measure}
      data-pinned={is.isPinned || undefined}
      data-selected={is.isSelected || undefined}
      data-focus={is.isFocus || undefined}
      className={styles.cell}
      style={{ left, width, ...(is.isPinned && { position: 'sticky' }) }}
      title={text && text.length * 7 > width ? text : undefined}
    >
      {measure === 'picture' ? (
        <PictureCell bytes={bytes} text={text} />
      ) : text === undefined || text === null ? (
        <span className={styles.missing}>null</span>
      ) : hasText(text, searched) ? (
        <Highlight shown={text} text={searched} />
      ) : (
        text
      )}
    </div>
  );
});
