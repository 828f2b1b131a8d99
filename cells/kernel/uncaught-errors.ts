/**
 * Tells of errors that nobody catches in what a cell left behind: timers, event listeners, promises that nobody waits for. The
 * stack says which cell it was. Gives the way to stop listening.
 */
export function watchUncaughtErrors(onError: (cellId: number, error: unknown) => void): () => void {
  if (typeof globalThis.addEventListener !== 'function') return () => {};
  const listening = new AbortController();
  const { signal } = listening;
  const tell = (error: unknown, fileName = '') => {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    const cellId = /\bcell-(\d+)\.\d+\.js\b/.exec(`${stack}\n${fileName}`)?.[1];
    if (cellId) onError(Number(cellId), error);
  };
  globalThis.addEventListener('error', (event) => tell(event.error, event.filename), { signal });
  globalThis.addEventListener('unhandledrejection', (event) => tell(event.reason), { signal });
  return () => listening.abort();
}
