import type { ApiInput, ApiOutput } from '@/components/api';

export type Connection = ApiOutput['connections']['list'][number];
export type ConnectionInput = ApiInput['connections']['create'];
export type ConnectionKind = ConnectionInput['kind'];

/** What kinds are called, where they listen as a rule, and what their database is. */
export const connectionKinds: Readonly<
  Record<
    ConnectionKind,
    { readonly label: string; readonly port: number; readonly database: string; readonly hint: string }
  >
> = {
  postgresql: {
    ...{ label: 'PostgreSQL', port: 5432, database: 'Database' },
    hint: 'Or what speaks its protocol: CockroachDB, Redshift …',
  },
  clickhouse: {
    ...{ label: 'ClickHouse', port: 8443, database: 'Database' },
    hint: 'By its HTTP interface: 8443 with TLS, 8123 without.',
  },
  trino: {
    ...{ label: 'Trino', port: 8443, database: 'Catalog' },
    hint: 'A catalog, or catalog.schema. Trino takes passwords over TLS only.',
  },
};

export const sayPlace = ({
  user,
  host,
  port,
  database,
}: Pick<Connection, 'user' | 'host' | 'port' | 'database'>) => `${user}@${host}:${port}/${database}`;
