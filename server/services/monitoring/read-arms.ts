import { z } from 'zod';
import { query } from '../../command';
import { sqlText, withDuckDB } from '../../duckdb';
import { AppError } from '../../errors';
import { readDeployment } from '../deployments';
import { modelName } from '../registry';
import { withLogFiles } from './log-files';
import { labelsSql, predictionsSql } from './read-log';
import { readLogColumns } from './read-log-columns';

export interface Arm {
  readonly version: number;
  /** Null without a row that tells. */
  readonly value: number | null;
  /**
   * Half of the 95 % interval of a mean, 1.96 standard errors (of a ratio of sums, where rows stand for several); of RMSE by the delta
   * method; null of a median.
   */
  readonly margin: number | null;
  /** Logged rows that it is made of: labelled ones, where the metric needs the truth. */
  readonly count: number;
}

/** How the arms of a running A/B test stand by its metric, from the log since it began, with the labels that came. */
export const readArms = query({
  action: 'deployment.read',
  input: z.object({ name: modelName }),
  async run(context, { name }) {
    const { model, routes, stable } = await readDeployment(context, { name });
    const { split } = routes;
    if (split?.kind !== 'experiment') throw new AppError('conflict', `${name} has no A/B test now.`);
    const since = new Date(split.since);
    const columns = await readLogColumns(context, model);
    const { each, value, margin, needsLabel } = measures[split.metric];
    const rows = await withLogFiles(context, { model, fromDay: split.since.slice(0, 10) }, (files) =>
      withDuckDB({ memory: '256MB', temporaryFolder: files.folder }, async (connection) => {
        const where = [
          `deployment = ${sqlText(name)}`,
          "deployment_role IN ('stable', 'arm')",
          `predicted_at >= make_timestamp(${since.getTime() * 1000}::BIGINT)`,
          ...(needsLabel ? ['status = 200'] : []),
        ].join(' AND ');
        const found = await connection.runAndReadAll(
          `WITH each AS (
             SELECT model_version AS version, stands_for AS w, ${each} AS x FROM (${predictionsSql(files, model, columns, where)}) p
             ${needsLabel ? `JOIN (SELECT prediction_id, TRY_CAST(label AS ${columns.answer}) AS truth FROM (${labelsSql(files, model)})) l USING (prediction_id)` : ''}),
           ranked AS (
             SELECT version, w, x, sum(w * x) OVER arm / sum(w) OVER arm AS mean, sum(w) OVER (arm ORDER BY x) / sum(w) OVER arm AS rank
             FROM each WHERE x IS NOT NULL WINDOW arm AS (PARTITION BY version))
           SELECT version, ${value} AS value, ${margin} AS margin, count(*)::DOUBLE AS count FROM ranked GROUP BY version`,
        );
        // The columns are selected just above; DuckDB gives DOUBLE as number.
        return found.getRowObjects() as unknown as Arm[];
      }),
    );
    const versions = [...(stable === null ? [] : [stable]), ...split.arms.map(({ version }) => version)];
    return {
      metric: split.metric,
      arms: versions.map(
        (version) =>
          rows.find((row) => row.version === version) ?? { version, value: null, margin: null, count: 0 },
      ),
    };
  },
});

// Of rows that stand for one each it is 1.96 s / √n.
const marginOfMean = '1.96 * sqrt(sum((w * (x - mean)) ** 2) * count(*) / nullif(count(*) - 1, 0)) / sum(w)';
const mean = { value: 'sum(w * x) / sum(w)', margin: marginOfMean };

/** What each row says, and what they say together. */
const measures = {
  mae: { each: 'abs(prediction - truth)', ...mean, needsLabel: true },
  rmse: {
    each: '(prediction - truth) ** 2',
    value: 'sqrt(sum(w * x) / sum(w))',
    margin: `${marginOfMean} / (2 * nullif(sqrt(sum(w * x) / sum(w)), 0))`,
    needsLabel: true,
  },
  accuracy: { each: '(prediction = truth)::INT', ...mean, needsLabel: true },
  errorRate: { each: '(status <> 200)::INT', ...mean, needsLabel: false },
  latency: {
    each: 'latency_ms',
    value: 'min(x) FILTER (rank >= 0.5)',
    margin: 'NULL::DOUBLE',
    needsLabel: false,
  },
};
