import { useEffect, useState } from 'react';
import type { DataEngine } from '@/cells/data';
import { type Arrangement, isArranged, orderQuery } from './order';
import type { SummarizedColumn } from './summarize';

export interface ShownOrder {
  /** Places of the rows to show; undefined is all of them as they are. */
  readonly order?: ArrayLike<number>;
  readonly error?: string;
  readonly pending: boolean;
}

/** Sorts and filters in DuckDB; while it works, the order before stands. */
export function useOrder(
  engine: DataEngine,
  source: { name: string; value: object },
  columns: readonly SummarizedColumn[],
  arrangement: Arrangement,
): ShownOrder {
  const [shown, setShown] = useState<ShownOrder>({ pending: false });
  useEffect(() => {
    if (!isArranged(arrangement)) {
      setShown({ pending: false });
      return;
    }
    const controller = new AbortController();
    setShown((now) => ({ ...now, pending: true }));
    const measures = Object.fromEntries(columns.map(({ name, measure }) => [name, measure]));
    const { sql, parameters } = orderQuery(source.name, arrangement, measures);
    const show = (next: (now: ShownOrder) => ShownOrder) => {
      if (!controller.signal.aborted) setShown(next);
    };
    engine
      .query(sql, parameters, { signal: controller.signal, tables: { [source.name]: source.value } })
      .then(
        (result) => show(() => ({ order: result.getChild('place').toArray(), pending: false })),
        (error) =>
          show((now) => ({
            ...now,
            error: error instanceof Error ? error.message : String(error),
            pending: false,
          })),
      );
    return () => controller.abort();
  }, [engine, source, columns, arrangement]);
  return shown;
}
