import type {
  AnomalyExample,
  ColumnExpectation,
  ColumnMeasures,
  Expectations,
  Found,
  TableMeasures,
} from '@/cells/statistics/expectations';
import { type Duckdb, quoteName } from '../open-duckdb';
import { columnTypeOf } from './column-type';
import { compareColumn } from './compare-column';
import { type Fault, type FaultName, faultsOf } from './faults';

/** Examples of each fault. */
const shownExamples = 5;
/** Columns whose faults are counted in one scan. */
const columnsPerScan = 40;
/** Above this, distinct values are estimated (HyperLogLog, about 2 % off). */
const exactRows = 2_000_000;

interface MeasuredSide {
  readonly table: string;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface MeasuredTable extends MeasuredSide {
  /** The version before. */
  readonly previous?: MeasuredSide & { readonly version: number };
  /** What skew is measured against, with its name in words. */
  readonly reference?: MeasuredSide & { readonly words: string };
}

/**
 * What `judgeTable` needs to know of a table: rows at fault counted in one scan of many columns, then examples of the faults that there
 * are, repeated keys, and the columns that are compared.
 */
export async function measureTable(
  db: Duckdb,
  { table, rows, columns, previous, reference }: MeasuredTable,
  expectations: Expectations,
): Promise<TableMeasures> {
  const described = new Map(expectations.columns.map((expected) => [expected.name, expected]));
  const asked = columns.flatMap((column) => {
    const expected = described.get(column.name);
    return expected ? [{ ...column, expected, faults: faultsOf(expected, column.type) }] : [];
  });
  const measured = new Map<string, ColumnMeasures>();
  for (let at = 0; at < asked.length; at += columnsPerScan) {
    const some = asked.slice(at, at + columnsPerScan);
    const [counts = {}] = await db.rows(
      `SELECT ${some.flatMap((column, i) => selectCounts(column, i, rows)).join(',\n')} FROM ${table}`,
    );
    for (const [i, { name, type, expected, faults }] of some.entries()) {
      const found: Partial<Record<FaultName, Found>> = {};
      for (const fault of faults) {
        const faulty = Number(counts[`${fault.name}_${i}`]);
        found[fault.name] = {
          rows: faulty,
          examples: faulty > 0 ? await readExamples(db, { table, column: name, fault }) : [],
        };
      }
      const compare = (with_: MeasuredSide | undefined, kind: 'drift' | 'skew', against: string) => {
        const other = with_?.columns.find((column) => column.name === name);
        const comparator = expected[kind];
        if (!with_ || !other || !comparator) return undefined;
        const [before, now] = [
          { table: with_.table, type: other.type },
          { table, type },
        ];
        return compareColumn(db, { name, comparator, against, before, now });
      };
      measured.set(name, {
        name,
        type: columnTypeOf(type),
        values: Number(counts[`values_${i}`]),
        distinct: Number(counts[`distinct_${i}`] ?? 0),
        ...found,
        repeated: expected.unique ? await findRepeated(db, table, name) : undefined,
        drift: await compare(previous, 'drift', `version ${previous?.version}`),
        skew: await compare(reference, 'skew', reference?.words ?? ''),
      });
    }
  }
  return {
    rows,
    previous: previous && { version: previous.version, rows: previous.rows },
    columns: columns.map(
      ({ name, type }) => measured.get(name) ?? { name, type: columnTypeOf(type), values: rows, distinct: 0 },
    ),
  };
}

function selectCounts(
  { name, expected, faults }: { name: string; expected: ColumnExpectation; faults: readonly Fault[] },
  i: number,
  rows: number,
): string[] {
  const column = quoteName(name);
  return [
    `count(${column})::DOUBLE AS values_${i}`,
    ...(expected.distinct
      ? [
          `${rows <= exactRows ? 'count(DISTINCT ' : 'approx_count_distinct('}${column})::DOUBLE AS distinct_${i}`,
        ]
      : []),
    ...faults.map(({ name: fault, where }) => `count(*) FILTER (WHERE ${where})::DOUBLE AS ${fault}_${i}`),
  ];
}

async function readExamples(
  db: Duckdb,
  { table, column, fault }: { table: string; column: string; fault: Fault },
): Promise<AnomalyExample[]> {
  const name = quoteName(column);
  // Names that no column is likely to have: the order is one of SQL over the column itself.
  const found = await db.rows(`
    SELECT left(${name}::VARCHAR, 200) AS value, "#rows"::DOUBLE AS rows, "#first"::DOUBLE AS first
    FROM (SELECT ${name}, count(*) AS "#rows", min(rowid) + 1 AS "#first" FROM ${table} WHERE ${fault.where} GROUP BY ${name})
    ORDER BY ${fault.worst ?? '"#rows" DESC'}, "#first" LIMIT ${shownExamples}`);
  return found.map(toExample);
}

/** Rows beyond the first of each value: those that must go for the column to be a key. */
async function findRepeated(db: Duckdb, table: string, name: string): Promise<Found> {
  const column = quoteName(name);
  const found = await db.rows(`
    WITH repeated AS (
      SELECT ${column} AS value, count(*) AS rows, min(rowid) + 1 AS first
      FROM ${table} WHERE ${column} IS NOT NULL GROUP BY ${column} HAVING count(*) > 1)
    SELECT left(value::VARCHAR, 200) AS value, rows::DOUBLE AS rows, first::DOUBLE AS first,
      sum(rows - 1) OVER ()::DOUBLE AS surplus
    FROM repeated ORDER BY rows DESC, first LIMIT ${shownExamples}`);
  return { rows: Number(found[0]?.surplus ?? 0), examples: found.map(toExample) };
}

const toExample = (row: Readonly<Record<string, unknown>>): AnomalyExample => ({
  value: row.value === null ? null : String(row.value),
  rows: Number(row.rows),
  firstRow: Number(row.first),
});
