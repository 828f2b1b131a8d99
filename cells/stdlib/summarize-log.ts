import { readTable } from '@/cells/ml/read-table';
import type { SampledColumn } from '@/cells/statistics';
import type { PredictionLog } from './prediction-log';

/** What drift and quality need of logged predictions, whatever their number: a sample, and what was counted of all rows. */
export interface LogSummary {
  /** Answered rows: all of them, though the log keeps some. */
  readonly rows: number;
  /** How many rows that stand for one each would tell as much: as many, where the log keeps all. The counts of columns add up to it. */
  readonly evidence: number;
  /** How many of them the samples hold. */
  readonly sampled: number;
  /** Where they were made from sketches, what ranks and shares may be off by, 0..1. */
  readonly rankError?: number;
  readonly columns: Readonly<Record<string, SampledColumn>>;
}

/** Of more rows than this a sample by the hash of their ids, so that the same log gives the same figures. */
const mostSampled = 20_000;

const own = new Set(
  'prediction_id request_id predicted_at model_version latency_ms status error probabilities label labelled_at deployment deployment_role subject_key stands_for'.split(
    ' ',
  ),
);

/**
 * Two passes of the engine over the answered rows, in memory that does not grow with them: counts and means of all, and at most some
 * 20 000 rows as they are, each with a chance that goes with what it stands for. The columns are the model's inputs and `prediction`.
 */
export async function summarizeLog(log: Pick<PredictionLog, 'query'>): Promise<LogSummary> {
  const shape = await log.query('SELECT * FROM log LIMIT 0');
  const fields = shape.schema.fields.filter(({ name }) => !own.has(name));
  const names = fields.map(({ name }) => quoteName(name));
  const numbers = readTable(shape).columns.columns.filter(({ type }) => type === 'number');
  const isNumber = (name: string) => numbers.some((column) => column.name === name);
  const counted = await log.query(
    `SELECT sum(stands_for)::DOUBLE AS n, (sum(stands_for) ** 2 / sum(stands_for ** 2))::DOUBLE AS evidence, max(stands_for)::DOUBLE AS most${fields
      .map(({ name }, i) => {
        const column = quoteName(name);
        const holds = isNumber(name) ? `isfinite(${column})` : `${column} IS NOT NULL`;
        const sum = (of: string) => `sum(${of}) FILTER (${holds})`;
        const mean = isNumber(name)
          ? `${sum(`stands_for * ${column}`)} / ${sum('stands_for')}`
          : 'NULL::DOUBLE';
        return `, ${sum('stands_for')}::DOUBLE AS h${i}, ${mean} AS m${i}`;
      })
      .join('')} FROM log WHERE status = 200`,
  );
  const of = (name: string) => counted.getChild(name)?.at(0);
  const rows = Number(of('n') ?? 0);
  const evidence = Number(of('evidence') ?? 0);
  const share = rows > 0 ? evidence / rows : 1;
  // Of each row so much of its weight is its chance: those that stand for most are taken whole, unless there are too many.
  const chance = Math.min(1 / Number(of('most') ?? 1), mostSampled / Math.max(rows, 1));
  const thinned = ` AND hash(prediction_id) % 1000000 < ${1e6 * chance}::DOUBLE * stands_for`;
  const sample = await log.query(
    `SELECT ${names.join(', ') || 'prediction_id'} FROM log WHERE status = 200${thinned}`,
  );
  const read = readTable(sample).columns;
  const columns = read.columns.flatMap((column) => {
    const i = fields.findIndex(({ name }) => name === column.name);
    if (i < 0) return [];
    const holding = Number(of(`h${i}`) ?? 0) * share;
    const mean = of(`m${i}`);
    return [
      [
        column.name,
        {
          ...{ sample: column.values, rows: holding, missing: evidence - holding },
          ...(typeof mean === 'number' && { mean }),
        },
      ] as const,
    ];
  });
  return { rows, evidence, sampled: read.numRows, columns: Object.fromEntries(columns) };
}

const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
