import { sqlText, sqlTexts } from '../../duckdb';
import type { LogColumns } from './log-columns';
import { selectFromLines, selectNothing } from './log-columns';
import type { LogFiles } from './log-files';
import { readSegments } from './log-format';

/** What was answered to somebody: what a shadow answered beside it has the same ids, and would count twice. */
export const isNoShadow = "deployment_role IS DISTINCT FROM 'shadow'";

/**
 * SQL of all predictions of a model in the given files, in the columns of its log. `where` may use those columns. Rows are those that were
 * kept: whoever counts what was asked adds up `stands_for`, which is 1 in files older than it.
 */
export function predictionsSql(files: LogFiles, model: string, columns: LogColumns, where: string): string {
  const parts = [selectNothing(columns)];
  if (files.predictions.length > 0)
    parts.push(`SELECT * FROM read_parquet(${sqlTexts(files.predictions)}, union_by_name = true)`);
  if (files.segments.length > 0)
    parts.push(
      `SELECT ${selectFromLines(columns)} FROM ${readSegments(sqlTexts(files.segments))} WHERE kind = 'prediction' AND model = ${sqlText(model)}`,
    );
  return `SELECT * FROM (SELECT * REPLACE (coalesce(stands_for, 1) AS stands_for) FROM (${parts.join(' UNION ALL BY NAME ')})) WHERE ${where}`;
}

/** SQL of the last label of each prediction: `prediction_id`, `label` (text), `labelled_at`. */
export function labelsSql(files: LogFiles, model: string): string {
  const parts = [
    'SELECT NULL::VARCHAR AS prediction_id, NULL::VARCHAR AS label, NULL::TIMESTAMP AS labelled_at WHERE false',
  ];
  if (files.labels.length > 0) parts.push(`SELECT * FROM read_parquet(${sqlTexts(files.labels)})`);
  if (files.segments.length > 0)
    parts.push(
      `SELECT ${labelColumns} FROM ${readSegments(sqlTexts(files.segments))} WHERE kind = 'label' AND model = ${sqlText(model)}`,
    );
  return `SELECT prediction_id, arg_max(label, labelled_at) AS label, max(labelled_at) AS labelled_at FROM (${parts.join(' UNION ALL BY NAME ')}) GROUP BY prediction_id`;
}

/** The columns of label lines, as they stand in a Parquet file. */
export const labelColumns = `id AS prediction_id, label->>'$' AS label, make_timestamp("at") AS labelled_at`;
