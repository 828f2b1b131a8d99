import { sql } from 'drizzle-orm';
import type { Database, Transaction } from './database';

/** What processes tell each other through the database. A notice sent in a transaction arrives when it commits, else never. */
export type Channel = 'cellar_model';

export async function notify(db: Transaction | Database, channel: Channel, payload: string): Promise<void> {
  await db.execute(sql`select pg_notify(${channel}, ${payload})`);
}

interface PGliteClient {
  listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>>;
}
interface PoolConnection {
  query(text: string): Promise<unknown>;
  on(event: 'notification', callback: (message: { payload?: string }) => void): void;
  on(event: 'error' | 'end', callback: () => void): void;
  release(destroy: true): void;
}
interface PoolClient {
  connect(): Promise<PoolConnection>;
}

/**
 * Calls back for every notice. Notices may be lost when the connection to PostgreSQL breaks: listeners also look for
 * themselves now and then. `onLost` is called once when this listener will hear no more.
 */
export async function listen(
  db: Database,
  channel: Channel,
  callback: (payload: string) => void,
  onLost: () => void,
): Promise<() => Promise<void>> {
  // Drizzle's drivers keep the client that made them here; only this file looks at which one it is.
  const client = (db as unknown as { $client: PGliteClient | PoolClient }).$client;
  if ('listen' in client) return client.listen(channel, callback);
  const connection = await client.connect();
  let open = true;
  const close = () => {
    if (!open) return false;
    open = false;
    connection.release(true);
    return true;
  };
  const lost = () => {
    if (close()) onLost();
  };
  connection.on('notification', (message) => callback(message.payload ?? ''));
  connection.on('error', lost);
  connection.on('end', lost);
  await connection.query(`listen ${channel}`);
  return async () => {
    close();
  };
}
