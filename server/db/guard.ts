import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database } from './database';

const insideTransaction = new AsyncLocalStorage<true>();
const guarded = new Set<PropertyKey>([
  'select',
  'selectDistinct',
  'insert',
  'update',
  'delete',
  'execute',
  'query',
  '$count',
]);

/**
 * Refuses use of the database itself while a transaction of the same call chain is open: on PGlite, which has one
 * connection, it would wait for ever. Use the transaction.
 */
export function guardDatabase(database: Database): Database {
  return new Proxy(database, {
    get(target, key) {
      if (insideTransaction.getStore()) {
        if (key === 'transaction')
          throw new Error('A transaction is open here already: use its own transaction().');
        if (guarded.has(key))
          throw new Error(
            `db.${String(key)} inside a transaction would wait for itself: use the transaction.`,
          );
      }
      if (key === 'transaction') {
        const transaction: Database['transaction'] = (run, options) =>
          target.transaction((tx) => insideTransaction.run(true, () => run(tx)), options);
        return transaction;
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
