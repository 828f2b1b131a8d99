import type { CSSProperties } from 'react';
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
  readonly style: CSSProperties & { readonly width: number };
}

export function TableCell({ id, at, measure, text, bytes, searched, style, ...is }: TableCellProps) {
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
      style={style}
      title={text && text.length * 7 > style.width ? text : undefined}
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
}
