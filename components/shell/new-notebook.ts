import { api } from '@/components/api';
import { preferences } from './preferences';

/** An empty notebook, whose cells run as the person wants it of new ones. */
export function createNotebook(): Promise<{ id: string }> {
  const { runMode } = preferences();
  return api.notebooks.create.mutate(runMode === 'auto' ? {} : { runMode });
}
