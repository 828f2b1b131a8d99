import { useEffect, useState } from 'react';
import type { DataEngine } from '@/cells/data';
import type { PersonalColumns } from '@/cells/personal';

/**
 * Names of columns that are marked as personal in what this notebook reads: a query that keeps the name keeps the mask. Undefined until
 * its data sets are known.
 */
export function usePersonal(engine: DataEngine): PersonalColumns | undefined {
  const [personal, setPersonal] = useState<PersonalColumns>();
  useEffect(() => {
    let isWanted = true;
    // Where the data sets cannot be asked for, none of them was read.
    const know = () => isWanted && setPersonal(engine.personal());
    engine.tables().then(know, know);
    return () => {
      isWanted = false;
    };
  }, [engine]);
  return personal;
}
