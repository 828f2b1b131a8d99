import type { DatasetColumnProfile } from '../../../db/schema/datasets';
import { quoteName } from '../open-duckdb';
import { measureOf } from '../profile-table';
import type { OpenVersions } from './open-versions';

/** Queries that are spent on looking for a key. */
const mostTried = { single: 4, pairs: 8 };
/** Pairs are looked for in tables of at most so many rows. */
const mostRowsForPairs = 2_000_000;
/** Beyond 2M rows the profile's count of distinct values is an estimate. */
const estimate = 0.95;

interface Side {
  readonly profile: readonly DatasetColumnProfile[];
  readonly rows: number;
}

/**
 * Columns that may name a row: no measure with a fraction, never missing, of more than one value, on both sides. Those named
 * like keys first, else in their order.
 */
function nameable(before: Side, after: Side): { name: string; distinct: number }[] {
  const fits = ({ type, missing, distinct }: DatasetColumnProfile) =>
    missing === 0 && distinct > 1 && measureOf(type) !== 'nested' && !/^(FLOAT|DOUBLE|DECIMAL)/.test(type);
  return after.profile
    .filter(fits)
    .flatMap(({ name, distinct }) => {
      const other = before.profile.find((column) => column.name === name);
      return other && fits(other) ? [{ name, distinct: Math.min(distinct, other.distinct) }] : [];
    })
    .sort((a, b) => Number(looksLikeKey(b.name)) - Number(looksLikeKey(a.name)));
}

const looksLikeKey = (name: string): boolean =>
  /(^|[_\s.-])(id|key|uuid|guid|code|index|instant|number|no)$|Id$|^(id|key)/i.test(name);

/** Candidates in the order in which they are tried: single columns, then pairs that are just about wide enough. */
export function keyCandidates(before: Side, after: Side): string[][] {
  const columns = nameable(before, after);
  const rows = Math.max(before.rows, after.rows);
  const least = Math.min(before.rows, after.rows) * estimate;
  const single = columns.filter(({ distinct }) => distinct >= least).map(({ name }) => [name]);
  const pairs =
    rows > mostRowsForPairs
      ? []
      : columns
          .flatMap((a, i) =>
            columns.slice(i + 1).map((b) => ({ names: [a.name, b.name], room: a.distinct * b.distinct })),
          )
          .filter(({ room }) => room >= least)
          .sort((a, b) => a.room - b.room);
  return [...single.slice(0, mostTried.single), ...pairs.slice(0, mostTried.pairs).map(({ names }) => names)];
}

/** The first candidate whose values name one row each, in both tables; undefined when there is none. */
export async function proposeKey(
  open: OpenVersions,
  sides: { before: Side; after: Side },
): Promise<string[] | undefined> {
  for (const key of keyCandidates(sides.before, sides.after))
    if ((await isUnique(open, open.before, key)) && (await isUnique(open, open.after, key))) return key;
  return undefined;
}

async function isUnique({ db }: OpenVersions, table: string, key: readonly string[]): Promise<boolean> {
  const columns = key.map(quoteName).join(', ');
  const repeated = await db.rows(
    `SELECT 1 AS found FROM ${table} GROUP BY ${columns} HAVING count(*) > 1 LIMIT 1`,
  );
  return repeated.length === 0;
}
