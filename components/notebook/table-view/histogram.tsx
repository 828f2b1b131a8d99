import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import type { Filter } from '@/cells/data/arrangement';
import { edgeOf, filterOfBins, rangeInBins } from '@/cells/data/bins';
import type { Measure } from '@/cells/data/measure';
import { formatNumber } from '@/components/ui/format';
import styles from './column-summary.module.css';
import { sayEdge } from './say-edge';
import type { ColumnSummary, FilteredSummary } from './summarize';

const height = 26;
/** Pixels around an end of the brush in which it is taken hold of. */
const grip = 5;

interface HistogramProps {
  readonly name: string;
  readonly measure: Measure;
  readonly bins: NonNullable<ColumnSummary['bins']>;
  readonly filtered: FilteredSummary | undefined;
  readonly filter: Filter | undefined;
  onFilter(filter: Filter | undefined): void;
}

/** The rows of a column by bins, and under the filters of the others before them; dragged over, or by arrow keys, it filters. */
export function Histogram({ name, measure, bins, filtered, filter, onFilter }: HistogramProps) {
  const most = Math.max(...bins.rows, 1);
  const brush = rangeInBins(bins, measure, filter);
  const held = useRef<(at: number) => void>(undefined);
  const last = bins.count - 1;
  const choose = (first: number, end: number) => onFilter(filterOfBins(bins, measure, first, end));
  /** First and last bin of the brush. */
  const chosen = brush && { first: Math.floor(brush.from), end: Math.max(0, Math.ceil(brush.to) - 1) };

  const binAt = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const at = ((clientX - left) / width) * bins.count;
    return { bin: Math.max(0, Math.min(last, Math.floor(at))), grip: (grip / width) * bins.count, at };
  };
  const press = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.focus({ preventScroll: true });
    const { bin, at, grip } = binAt(event);
    if (brush && chosen && Math.abs(at - brush.from) < grip) held.current = dragFrom(chosen.end);
    else if (brush && chosen && Math.abs(at - brush.to) < grip) held.current = dragFrom(chosen.first);
    else if (chosen && bin >= chosen.first && bin <= chosen.end) held.current = slideFrom(chosen, bin);
    else {
      held.current = dragFrom(bin);
      held.current(bin);
    }
  };
  const dragFrom = (from: number) => (to: number) => choose(Math.min(from, to), Math.max(from, to));
  const slideFrom = ({ first, end }: { first: number; end: number }, from: number) => {
    let isMoved = false;
    return (to: number) => {
      isMoved ||= to !== from;
      if (!isMoved) return;
      const by = Math.max(-first, Math.min(last - end, to - from));
      choose(first + by, end + by);
    };
  };
  const move = (event: PointerEvent<HTMLDivElement>) => {
    // A bar says its own figures; those of the column belong to the words below.
    event.stopPropagation();
    held.current?.(binAt(event).bin);
  };
  const release = () => {
    held.current = undefined;
  };

  const type = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by !== undefined) {
      if (!chosen) choose(by > 0 ? 0 : last, by > 0 ? 0 : last);
      else if (event.shiftKey) choose(chosen.first, Math.max(chosen.first, Math.min(last, chosen.end + by)));
      else {
        const step = Math.max(-chosen.first, Math.min(last - chosen.end, by));
        choose(chosen.first + step, chosen.end + step);
      }
    } else if (filter && /^(Escape|Delete|Backspace)$/.test(event.key)) onFilter(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const said = brush
    ? `${sayEdge(bins, measure, edgeOf(bins, brush.from))} to ${sayEdge(bins, measure, edgeOf(bins, brush.to))}`
    : 'all';
  const bars = (rows: readonly number[], kind: string | undefined) =>
    rows.map((count, bin) => {
      const tall = count === 0 ? 0 : Math.max(1, (count / most) * height);
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
        <rect key={bin} className={kind} x={bin + 0.06} y={height - tall} width={0.88} height={tall} />
      );
    });
  return (
    <div
      className={styles.histogram}
      role="slider"
      tabIndex={0}
      aria-label={`Rows by ${name}; arrow keys choose, with Shift more, Escape all`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={chosen?.first ?? 0}
      aria-valuetext={said}
      // A focus by the browser would scroll the column into view, away from under the pointer.
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={press}
      onPointerMove={move}
      onPointerUp={release}
      onPointerCancel={release}
      onDoubleClick={() => onFilter(undefined)}
      onKeyDown={type}
    >
      <svg viewBox={`0 0 ${bins.count} ${height}`} preserveAspectRatio="none" aria-hidden>
        {bars(bins.rows, filtered ? styles.behind : undefined)}
        {filtered && bars(filtered.counts, undefined)}
        {bins.rows.map((count, bin) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
          <rect key={bin} className={styles.bin} x={bin} y={0} width={1} height={height}>
            <title>
              {`${sayEdge(bins, measure, edgeOf(bins, bin))}${bins.step === 1 && measure === 'number' ? '' : ` – ${sayEdge(bins, measure, edgeOf(bins, bin + 1))}`}: ${filtered ? `${formatNumber(filtered.counts[bin] ?? 0)} of ` : ''}${formatNumber(count)} rows`}
            </title>
          </rect>
        ))}
      </svg>
      {brush && (
        <div
          className={styles.brush}
          style={{
            left: `${(brush.from / bins.count) * 100}%`,
            width: `${(Math.max(0, brush.to - brush.from) / bins.count) * 100}%`,
          }}
        />
      )}
    </div>
  );
}
