import { useEffect, useState } from 'react';
import type { DataEngine } from '@/cells/data';
import { type ColumnSummary, type SummarizedColumn, summarize } from './summarize';

/** Summaries of all columns; undefined until they are there. A table without them is still a table. */
export function useSummaries(
  engine: DataEngine,
  source: { name: string; value: object },
  columns: readonly SummarizedColumn[],
): ReadonlyMap<string, ColumnSummary> | undefined {
  const [summaries, setSummaries] = useState<ReadonlyMap<string, ColumnSummary>>();
  useEffect(() => {
    const controller = new AbortController();
    summarize(engine, source, columns, controller.signal).then(
      (found) => {
        if (!controller.signal.aborted) setSummaries(found);
      },
      () => {},
    );
    return () => controller.abort();
  }, [engine, source, columns]);
  return summaries;
}
