import type { Bound, ColumnExpectation, ColumnType } from '@/cells/statistics/expectations';
import { quoteName, quoteText } from '../open-duckdb';
import { columnTypeOf } from './column-type';

export type FaultName = 'unfit' | 'absent' | 'notFinite' | 'below' | 'above' | 'outside';

export interface Fault {
  readonly name: FaultName;
  /** SQL that is true of a row at fault. */
  readonly where: string;
  /** Which of its values are shown first, as SQL; the most frequent when left out. */
  readonly worst?: string;
}

/** What is counted of a column of DuckDB's `type`, as far as its expectation asks for it. */
export function faultsOf(expected: ColumnExpectation, type: string): Fault[] {
  const column = quoteName(expected.name);
  const found = columnTypeOf(type);
  const faults: Fault[] = [{ name: 'absent', where: `${column} IS NULL` }];
  if (found === 'other') return faults;
  const number = asNumber(column, found);
  const unfit = isUnfit(expected.type, { column, number, found });
  if (unfit) faults.push({ name: 'unfit', where: `${column} IS NOT NULL AND (${unfit})` });
  if (expected.finite && /^(FLOAT|DOUBLE)$/.test(type))
    faults.push({ name: 'notFinite', where: `NOT isfinite(${column})` });
  const { least, most } = expected.range ?? {};
  if (least !== undefined) {
    const value = comparable(least, column, number);
    faults.push({ name: 'below', where: `${value} < ${writeBound(least)}`, worst: `${value} ASC` });
  }
  if (most !== undefined) {
    const value = comparable(most, column, number);
    faults.push({ name: 'above', where: `${value} > ${writeBound(most)}`, worst: `${value} DESC` });
  }
  if (expected.domain) {
    const known = expected.domain.values.map(quoteText).join(', ');
    faults.push({ name: 'outside', where: `${column}::VARCHAR NOT IN (${known})` });
  }
  return faults;
}

const asNumber = (column: string, type: ColumnType): string =>
  type === 'whole' || type === 'number' ? `${column}::DOUBLE` : `TRY_CAST(${column}::VARCHAR AS DOUBLE)`;

function isUnfit(
  expected: ColumnType,
  { column, number, found }: { column: string; number: string; found: ColumnType },
): string | undefined {
  if (expected === found || (expected === 'number' && found === 'whole')) return undefined;
  const cannotBe = (type: string) => `TRY_CAST(${column}::VARCHAR AS ${type}) IS NULL`;
  switch (expected) {
    case 'whole':
      return `${number} IS NULL OR ${number} <> trunc(${number})`;
    case 'number':
      return `${number} IS NULL`;
    case 'boolean':
      return cannotBe('BOOLEAN');
    case 'date':
      return cannotBe('DATE');
    case 'time':
      return cannotBe('TIMESTAMP');
    default:
      return undefined;
  }
}

/** NaN is greater than every number to DuckDB: it is counted as not finite, not as too large. */
const comparable = (bound: Bound, column: string, number: string): string =>
  typeof bound === 'number'
    ? `CASE WHEN NOT isnan(${number}) THEN ${number} END`
    : `TRY_CAST(${column}::VARCHAR AS TIMESTAMP)`;

const writeBound = (bound: Bound): string =>
  typeof bound === 'number' ? `${bound}::DOUBLE` : `TIMESTAMP ${quoteText(bound)}`;
