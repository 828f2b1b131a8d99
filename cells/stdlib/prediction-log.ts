import type { Table } from '@uwdata/flechette';
import type { PersonalKind } from '@/cells/personal';
import type { StandardLibraryServices } from './services';
import { type LogSummary, summarizeLog } from './summarize-log';

/**
 * Logged predictions of a window that stay where they are: only what a query asks for comes into the notebook. In SQL they are the
 * table `log`: the model's inputs, `prediction`, `label`, `prediction_id`, `predicted_at`, `model_version`, `latency_ms`, `status` and so on.
 * Answers of shadows, which nobody was given, are left out.
 */
export interface PredictionLog {
  readonly model: string;
  /** Where the window begins and ends; absent where it is open. */
  readonly from?: Date;
  readonly to?: Date;
  /** ``log.query('SELECT count(*) FROM log WHERE status = $1', [200])``. @throws QueryError */
  query(sql: string, parameters?: readonly unknown[]): Promise<Table>;
  /** What `stats.drift` needs, in memory that does not grow with the rows. */
  summary(): Promise<LogSummary>;
}

export interface LogFile {
  readonly database: string;
  readonly personal: Readonly<Record<string, PersonalKind>>;
}

export interface LogView {
  readonly model: string;
  readonly from?: string;
  readonly to?: string;
  /** Rows that this served name answered; all without it. */
  readonly deployment?: string;
  /** In SQL the files are `<name>_rows` and `<name>_news`; handles of one name share their place in the engine. */
  readonly name: string;
  readonly rows: LogFile;
  /** Rows and labels that came since `rows` were written. */
  readonly news?: LogFile;
}

/** The handle of files that the page opened. */
export function createPredictionLog(
  view: LogView,
  { engine, signal }: Pick<StandardLibraryServices, 'engine'> & { readonly signal: AbortSignal },
): PredictionLog {
  const { model, from, to, name, rows, news } = view;
  const databases = {
    [`${name}_rows`]: rows.database,
    ...(news && { [`${name}_news`]: news.database }),
  };
  const query: PredictionLog['query'] = (sql, parameters = []) =>
    engine.query(nameLog(sql, writeLog(view)), parameters, {
      ...{ signal, databases },
      personal: { ...rows.personal, ...news?.personal },
    });
  return {
    model,
    ...(from && { from: new Date(from) }),
    ...(to && { to: new Date(to) }),
    query,
    summary: () => summarizeLog({ query }),
  };
}

function writeLog({ name, from, deployment, news }: LogView): string {
  const rows = news
    ? `SELECT * FROM ${name}_rows WHERE prediction_id NOT IN (SELECT prediction_id FROM ${name}_news) UNION ALL BY NAME SELECT * FROM ${name}_news`
    : `SELECT * FROM ${name}_rows`;
  const conditions = [
    `deployment_role IS DISTINCT FROM 'shadow'`,
    // What was written begins there; while it is followed the window moves on.
    ...(from && news ? [`predicted_at >= TIMESTAMP '${from.replace('T', ' ').replace('Z', '')}'`] : []),
    ...(deployment ? [`deployment = '${deployment.replaceAll("'", "''")}'`] : []),
  ];
  return `SELECT * FROM (${rows}) WHERE ${conditions.join(' AND ')}`;
}

/** Puts the table `log` before the query, which may begin with names of its own. */
function nameLog(sql: string, log: string): string {
  const [, recursive = ''] = /^\s*WITH\s+(RECURSIVE\s+)?/i.exec(sql) ?? [];
  return /^\s*WITH\s/i.test(sql)
    ? sql.replace(/^\s*WITH\s+(RECURSIVE\s+)?/i, () => `WITH ${recursive}log AS (${log}), `)
    : `WITH log AS (${log}) ${sql}`;
}
