import { ChevronLeft, ChevronRight } from 'lucide-react';
import { IconButton } from '@/components/ui/button';
import { formatNumber } from '@/components/ui/format';
import styles from './page-steps.module.css';

/** Which part of many is shown, and the steps to the parts before and after it. */
export function PageSteps({
  what,
  offset,
  size,
  total,
  onMove,
}: {
  /** "rows" */
  what: string;
  offset: number;
  size: number;
  total: number;
  onMove(offset: number): void;
}) {
  const last = Math.min(total, offset + size);
  return (
    <div className={styles.pages}>
      <span>
        {what} {formatNumber(Math.min(offset + 1, total))}–{formatNumber(last)} of {formatNumber(total)}
      </span>
      <IconButton
        label={`Previous ${what.toLowerCase()}`}
        icon={ChevronLeft}
        disabled={offset === 0}
        onClick={() => onMove(Math.max(0, offset - size))}
      />
      <IconButton
        label={`Next ${what.toLowerCase()}`}
        icon={ChevronRight}
        disabled={last >= total}
        onClick={() => onMove(offset + size)}
      />
    </div>
  );
}
