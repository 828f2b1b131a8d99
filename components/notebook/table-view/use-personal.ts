import { useEffect, useState } from 'react';
import type { DataEngine } from '@/cells/data';
import type { PersonalKind } from '@/cells/personal';

const none: ReadonlyMap<string, PersonalKind> = new Map();

/**
 * Names of columns that are marked as personal in a data set of this notebook: a query that keeps the name keeps the mask. Undefined
 * until the data sets are known.
 */
export function usePersonal(engine: DataEngine): ReadonlyMap<string, PersonalKind> | undefined {
  const [personal, setPersonal] = useState<ReadonlyMap<string, PersonalKind>>();
  useEffect(() => {
    let isWanted = true;
    engine.tables().then(
      (datasets) => {
        if (!isWanted) return;
        const marked = datasets.flatMap(({ columns }) =>
          columns.flatMap(({ name, personal: kind }) => (kind ? [[name, kind] as const] : [])),
        );
        setPersonal(marked.length === 0 ? none : new Map(marked));
      },
      // Where the data sets cannot be asked for, none of them was read.
      () => isWanted && setPersonal(none),
    );
    return () => {
      isWanted = false;
    };
  }, [engine]);
  return personal;
}
