import { useEffect, useState } from 'react';
import type { NamedTable } from '@/cells/kinds/kind-editor';
import { knownTables } from '../editor/known-tables';
import { useNotebook } from '../notebook-context';

/** Milliseconds of rest in the kernel after which the tables are read again. */
const restMs = 120;

/** The tables that a form can name, read again when other cells have run. */
export function useKnownTables(id: number): readonly NamedTable[] {
  const parts = useNotebook();
  const [tables, setTables] = useState<readonly NamedTable[]>([]);
  useEffect(() => {
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      const found = await knownTables(parts, id);
      if (isWanted)
        setTables((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found));
    };
    const readSoon = (changed: ReadonlySet<number>) => {
      if (changed.size === 1 && changed.has(id)) return;
      clearTimeout(timer);
      timer = setTimeout(read, restMs);
    };
    const unsubscribe = parts.kernel.subscribe(readSoon);
    void read();
    return () => {
      isWanted = false;
      clearTimeout(timer);
      unsubscribe();
    };
  }, [parts, id]);
  return tables;
}
