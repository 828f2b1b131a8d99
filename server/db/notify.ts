import { sql } from 'drizzle-orm';
import type { Database, Transaction } from './database';

/** What processes tell each other through the database. A notice sent in a transaction arrives when it commits, else never. */
export type Channel = 'cellar_model' | 'cellar_notebook' | 'cellar_presence';

export async function notify(db: Transaction | Database, channel: Channel, payload: string): Promise<void> {
  await db.execute(sql`select pg_notify(${channel}, ${payload})`);
}

interface PGliteClient {
  listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>>;
}
interface PostgresClient {
  connect(): Promise<void>;
  query(text: string): Promise<unknown>;
  end(): Promise<void>;
  unref(): void;
  on(event: 'notification', callback: (message: { payload?: string }) => void): void;
  on(event: 'error' | 'end', callback: () => void): void;
}
interface PostgresPool {
  readonly options: object;
  readonly Client: new (options: object) => PostgresClient;
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
  const client = (db as unknown as { $client: PGliteClient | PostgresPool }).$client;
  if ('listen' in client) return client.listen(channel, callback);
  // A connection of its own: one of the pool's would keep the pool from ever closing.
  const connection = new client.Client(client.options);
  let open = true;
  const lost = () => {
    if (open) onLost();
    open = false;
  };
  connection.on('notification', (message) => callback(message.payload ?? ''));
  connection.on('error', lost);
  connection.on('end', lost);
  await connection.connect();
  connection.unref();
  await connection.query(`listen ${channel}`);
  return async () => {
    open = false;
    await connection.end();
  };
}
