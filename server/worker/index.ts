import type { System } from '../context';

/**
 * Jobs: what this server does by itself. One file per job; each may run twice (delivery is at least once) and must come to the
 * same. Imports services, never a door (api, http).
 */
export async function startWorker(_system: System): Promise<() => Promise<void>> {
  return async () => {};
}
