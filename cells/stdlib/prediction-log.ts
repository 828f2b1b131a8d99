import type { Table } from '@uwdata/flechette';
import type { RunScope } from '@/cells/kernel/kernel';
import type { PersonalKind } from '@/cells/personal';
import type { StandardLibraryServices } from './services';
import { type LogSummary, summarizeLog } from './summarize-log';

/**
 * Logged predictions of a window that stay where they are: only what a query asks for comes into the notebook. In SQL they are the
 * table `log`: the model's inputs, `prediction`, `label`, `prediction_id`, `predicted_at`, `model_version`, `latency_ms`, `status` and so on.
 * Answers of shadows, which nobody was given, are left out. Where the model's log keeps one of so many requests, a row has that number in
 * `stands_for`, and 1 where it keeps all: `sum(stands_for)` counts what was asked, `count(*)` what was kept.
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
  /** How many requests a row stands for at most. */
  readonly standsFor?: number;
}

export const howToCount =
  'A row stands for as many as its stands_for says: sum(stands_for) counts what was asked, count(*) what was kept.';

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
  { engine, signal, warn }: Pick<StandardLibraryServices, 'engine'> & Pick<RunScope, 'signal' | 'warn'>,
): PredictionLog {
  const { model, from, to, name, rows, news } = view;
  const databases = {
    [`${name}_rows`]: rows.database,
    ...(news && { [`${name}_news`]: news.database }),
  };
  const isSampled = Math.max(rows.standsFor ?? 1, news?.standsFor ?? 1) > 1;
  let isWarned = false;
  const query: PredictionLog['query'] = (sql, parameters = []) => {
    if (isSampled && !isWarned && /\b(count|sum|avg)\s*\(/i.test(sql) && !/stands_for/i.test(sql)) {
      isWarned = true;
      warn?.(`The log of ${model} keeps some of the requests. ${howToCount} In: ${sql.trim().slice(0, 200)}`);
    }
    return engine.query(nameLog(sql, writeLog(view)), parameters, {
      ...{ signal, databases },
      personal: { ...rows.personal, ...news?.personal },
    });
  };
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
