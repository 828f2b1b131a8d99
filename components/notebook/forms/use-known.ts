import { useEffect, useState } from 'react';
import { type NotebookParts, useNotebook } from '../notebook-context';

/** Milliseconds of rest in the kernel after which is read again. */
const restMs = 120;

/** What a form can name of other cells, read again when they have run. */
export function useKnown<Known>(
  read: (parts: NotebookParts, id: number) => Promise<readonly Known[]>,
  id: number,
): readonly Known[] {
  const parts = useNotebook();
  const [known, setKnown] = useState<readonly Known[]>([]);
  useEffect(() => {
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readAgain = async () => {
      const found = await read(parts, id);
      if (isWanted) setKnown((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found));
    };
    const readSoon = (changed: ReadonlySet<number>) => {
      if (changed.size === 1 && changed.has(id)) return;
      clearTimeout(timer);
      timer = setTimeout(readAgain, restMs);
    };
    const unsubscribe = parts.kernel.subscribe(readSoon);
    void readAgain();
    return () => {
      isWanted = false;
      clearTimeout(timer);
      unsubscribe();
    };
  }, [parts, id, read]);
  return known;
}
