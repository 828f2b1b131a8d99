import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database } from './database';

const uses = new Set<PropertyKey>([
  'select',
  'selectDistinct',
  'selectDistinctOn',
  'insert',
  'update',
  'delete',
  'execute',
  'query',
  '$count',
  'with',
  'transaction',
  'refreshMaterializedView',
]);

/**
 * The same database, which refuses to be used from inside one of its own transactions: on PGlite, with its one connection,
 * such a call would wait for ever for the transaction that waits for it.
 */
export function guardDatabase(db: Database): Database {
  const current = new AsyncLocalStorage<{ open: boolean }>();
  const transaction: Database['transaction'] = (run, options) =>
    db.transaction(async (tx) => {
      const state = { open: true };
      try {
        return await current.run(state, () => run(tx));
      } finally {
        state.open = false;
      }
    }, options);
  return new Proxy(db, {
    get(target, property) {
      if (uses.has(property) && current.getStore()?.open)
        throw new Error(`db.${String(property)} inside a transaction: use the transaction itself.`);
      if (property === 'transaction') return transaction;
      const value = Reflect.get(target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
