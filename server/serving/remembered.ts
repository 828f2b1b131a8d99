import type { System } from '../context';
import { listen } from '../db/notify';

/** How old what is known of a name may be when no notice came: other processes' changes are seen by then at the latest. */
const freshMs = 1000;

/**
 * What the database says of names, asked once and remembered until a notice of a change comes (decision 072); a lost notice costs a
 * second. Models and deployments share their names, so one listener serves all that is remembered.
 */
export function createMemory(system: Pick<System, 'db' | 'log'>) {
  const forgetters = new Set<(name?: string) => void>();
  const forget = (name?: string) => {
    for (const one of forgetters) one(name);
  };
  let listening: Promise<unknown> | undefined;

  /** Resolves when notices arrive, so that nothing is remembered that could change unnoticed. */
  const heed = () => {
    listening ??= listen(system.db, 'cellar_model', forget, () => {
      listening = undefined;
      forget();
    }).catch((error) => {
      system.log.warn('Changes by other processes are seen a second late', { error: String(error) });
    });
    return listening;
  };

  return function remember<T>(read: (name: string) => Promise<T>): (name: string) => Promise<T> {
    const known = new Map<string, { readonly read: Promise<T>; readonly at: number }>();
    forgetters.add((name) => (name === undefined ? known.clear() : known.delete(name)));
    return async (name) => {
      const fresh = () => {
        const found = known.get(name);
        return found && performance.now() - found.at < freshMs ? found.read : undefined;
      };
      const found = fresh();
      if (found) return found;
      await heed();
      // Of many that waited for the first notice, one asks.
      const meanwhile = fresh();
      if (meanwhile) return meanwhile;
      const entry = { read: read(name), at: performance.now() };
      known.set(name, entry);
      entry.read.catch(() => {
        if (known.get(name) === entry) known.delete(name);
      });
      for (const oldest of known.keys()) {
        if (known.size <= mostNames) break;
        known.delete(oldest);
      }
      return entry.read;
    };
  };
}

/** Names that do not exist are remembered too, and anybody may ask for them. */
const mostNames = 10_000;

export type Remember = ReturnType<typeof createMemory>;
