import type { Builtin } from '@/cells/kernel/kernel';
import type { StandardLibraryServices } from './services';

/** `aq` (Arquero) and its `op`, from a bundle that is fetched when a cell first names one of them. */
export function createArquero({
  importAsset,
}: Pick<StandardLibraryServices, 'importAsset'>): Record<'aq' | 'op', Builtin> {
  return {
    aq: { make: () => importAsset('arquero') },
    op: { make: async () => (await importAsset('arquero')).op },
  };
}
