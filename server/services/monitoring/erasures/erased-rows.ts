import { createHash } from 'node:crypto';
import { and, asc, eq, isNull, or } from 'drizzle-orm';
import type { Context } from '../../../context';
import { logErasures } from '../../../db/schema';
import { sqlText, sqlTexts } from '../../../duckdb';

/** What every writer of the log leaves out. */
export interface ErasedRows {
  /** How many erasures it knows of. */
  readonly count: number;
  /** SQL of the rows that are kept, over the columns of predictions in Parquet. */
  readonly predictions: string;
  /** Over those of labels. */
  readonly labels: string;
}

/** The key is not kept: what stands in the database tells only whom who knows the key already. */
export const hashOfKey = ({ config }: Pick<Context, 'config'>, key: string): string =>
  createHash('sha256')
    .update(`${saltOf(config)}${key}`)
    .digest('hex');

const saltOf = (config: Context['config']): string =>
  createHash('sha256').update(`erased keys ${config.secret}`).digest('hex');

/**
 * The rows that no writer of a model's log writes again: of the erasures that are done, and of `own`, by which it is called. Those of an
 * erasure under way stay where it finds them, with their ids, by which it finds their labels, and for its proof.
 */
export async function readErased(
  { db, config }: Pick<Context, 'db' | 'config'>,
  model: string,
  own?: Erased,
): Promise<ErasedRows> {
  const done = await db
    .select({ keyHash: logErasures.keyHash, until: logErasures.until })
    .from(logErasures)
    .where(and(eq(logErasures.state, 'done'), or(eq(logErasures.model, model), isNull(logErasures.model))))
    .orderBy(asc(logErasures.createdAt));
  const rows = own ? [...done, own] : done;
  return { count: rows.length, predictions: keptSql(config, rows), labels: 'true' };
}

/** The same, and labels without those of the predictions named. */
export const withoutLabels = (erased: ErasedRows, ids: readonly string[]): ErasedRows => ({
  ...erased,
  labels: `prediction_id NOT IN (SELECT unnest(${sqlTexts(ids)}))`,
});

interface Erased {
  readonly keyHash: string;
  readonly until: Date | null;
}

export function keptSql(config: Context['config'], erased: readonly Erased[]): string {
  if (erased.length === 0) return 'true';
  const hash = `sha256(${sqlText(saltOf(config))} || subject_key)`;
  const forEver = erased.filter(({ until }) => until === null).map(({ keyHash }) => keyHash);
  const untilThen = erased.flatMap(({ keyHash, until }) =>
    until
      ? [
          `(${hash} = ${sqlText(keyHash)} AND predicted_at <= make_timestamp(${until.getTime() * 1000 + 999}::BIGINT))`,
        ]
      : [],
  );
  const gone = [
    ...(forEver.length ? [`${hash} IN (SELECT unnest(${sqlTexts(forEver)}))`] : []),
    ...untilThen,
  ];
  return `(subject_key IS NULL OR NOT (${gone.join(' OR ')}))`;
}
