import type { FrameEnd } from '@/cells/bridge/port';
import type { ConnectionTables, GrantedConnection } from '@/cells/bridge/queries';
import type { GrantedConnections } from '@/components/notebook/services';

/** The connections that the notebook was given, and what is in them, asked once and kept for some minutes. */
export function createGrantedConnections(bridge: FrameEnd): GrantedConnections & {
  /** Gives the names of those that are new. */
  set(connections: readonly GrantedConnection[]): string[];
} {
  let known: readonly GrantedConnection[] = [];
  const listeners = new Set<() => void>();
  const tables = keepForMinutes<ConnectionTables>();
  const columns = keepForMinutes<readonly { readonly name: string; readonly type: string }[]>();

  const set = (connections: readonly GrantedConnection[]) => {
    const before = new Set(known.map(({ name }) => name));
    known = connections;
    tables.clear();
    columns.clear();
    for (const listener of listeners) listener();
    return connections.flatMap(({ name }) => (before.has(name) ? [] : name));
  };
  bridge.request('connection.list', {}).then(set, () => {});

  return {
    set,
    get: () => known,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tables: (connection) => tables.get(connection, () => bridge.request('connection.tables', { connection })),
    columns: (connection, schema, table) =>
      columns.get(
        JSON.stringify([connection, schema, table]),
        async () => (await bridge.request('connection.columns', { connection, schema, table })).columns,
      ),
  };
}

const minutes = 5;

/** What was asked is asked again when it is old, or failed. */
function keepForMinutes<T>() {
  const kept = new Map<string, { readonly value: Promise<T>; readonly until: number }>();
  return {
    clear: () => kept.clear(),
    get(key: string, ask: () => Promise<T>): Promise<T> {
      const before = kept.get(key);
      if (before && before.until > Date.now()) return before.value;
      const value = ask();
      kept.set(key, { value, until: Date.now() + minutes * 60_000 });
      value.catch(() => kept.delete(key));
      return value;
    },
  };
}
