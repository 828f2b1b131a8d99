import { useEffect, useState } from 'react';

/** The columns that this browser last showed of an experiment's runs, as `metrics.rmse` and `params.depth`; undefined at first. */
export function useKeptColumns(experimentId: string) {
  const key = `cellar.runs.columns.${experimentId}`;
  const [columns, setColumns] = useState<readonly string[] | 'unread' | undefined>('unread');
  // After the first drawing: the server that draws it first has no such store.
  useEffect(() => setColumns(localStorage.getItem(key)?.split(',').filter(Boolean)), [key]);
  const keep = (next: readonly string[]) => {
    localStorage.setItem(key, next.join(','));
    setColumns(next);
  };
  return { kept: columns === 'unread' ? undefined : columns, isRead: columns !== 'unread', keep };
}
