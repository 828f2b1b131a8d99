import type { DuckDBConnection } from '@duckdb/node-api';

export interface DuckDBLimits {
  /** As DuckDB writes sizes: `512MB`. */
  readonly memory: string;
  readonly threads?: number;
  /** Where it may spill what does not fit into memory. */
  readonly temporaryFolder: string;
}

/**
 * A DuckDB of its own for one piece of work, in memory, that loads no extensions. Its queries run off the main thread.
 * Whatever it opened is closed when `work` ends.
 */
export async function withDuckDB<T>(
  limits: DuckDBLimits,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  // Loaded when first needed: it takes a fifth of a second, which a start does not wait for.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: limits.memory,
    threads: String(limits.threads ?? 2),
    temp_directory: limits.temporaryFolder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const sqlTexts = (texts: readonly string[]): string => `[${texts.map(sqlText).join(', ')}]`;
