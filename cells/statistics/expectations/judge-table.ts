import { jensenShannon } from '../jensen-shannon';
import { lInfinity } from '../l-infinity';
import { toShares } from '../shares';
import type { Anomaly, AnomalyExample, AnomalyKind } from './anomaly';
import type { ColumnExpectation, Comparator, Expectations } from './expectations';
import type { ColumnMeasures, ComparedCounts, Found, TableMeasures } from './measures';
import { sayBound, sayCount, sayShare, typeWords } from './say-expectation';

/**
 * Where a table is not what is expected of it, the whole table first, then column by column. Nothing is wrong with an empty list.
 * What was not measured is not judged.
 */
export function judgeTable(expectations: Expectations, measures: TableMeasures): Anomaly[] {
  const measured = new Map(measures.columns.map((column) => [column.name, column]));
  const described = new Set(expectations.columns.map(({ name }) => name));
  return [
    ...judgeRows(expectations, measures),
    ...expectations.columns.flatMap((expected) => {
      const column = measured.get(expected.name);
      if (column) return judgeColumn(expected, column, { rows: measures.rows, expectations });
      if (!expected.required) return [];
      return [anomaly('missing-column', expected.name, 'The column is not there.')];
    }),
    ...(expectations.otherColumns === 'refused'
      ? measures.columns
          .filter(({ name }) => !described.has(name))
          .map(({ name, type }) =>
            anomaly(
              'new-column',
              name,
              `A column that nothing is said of (${typeWords[type]}). Describe it, or allow other columns.`,
            ),
          )
      : []),
  ];
}

function judgeRows({ rows: expected }: Expectations, { rows, previous }: TableMeasures): Anomaly[] {
  const found: Anomaly[] = [];
  const about = (kind: AnomalyKind, message: string) =>
    found.push({ kind, message: `${sayCount(rows, 'row')}; ${message}.`, rows, examples: [] });
  if (expected.least !== undefined && rows < expected.least)
    about('too-few-rows', `at least ${sayCount(expected.least, 'row')} are expected`);
  if (expected.most !== undefined && rows > expected.most)
    about('too-many-rows', `at most ${sayCount(expected.most, 'row')} are expected`);
  if (!previous) return found;
  const before = `of the ${sayCount(previous.rows, 'row')} of version ${previous.version}`;
  if (expected.leastOfPrevious !== undefined && rows < expected.leastOfPrevious * previous.rows)
    about('too-few-rows', `at least ${sayShare(expected.leastOfPrevious)} ${before} are expected`);
  if (expected.mostOfPrevious !== undefined && rows > expected.mostOfPrevious * previous.rows)
    about('too-many-rows', `at most ${sayShare(expected.mostOfPrevious)} ${before} are expected`);
  return found;
}

function judgeColumn(
  expected: ColumnExpectation,
  column: ColumnMeasures,
  { rows, expectations }: { rows: number; expectations: Expectations },
): Anomaly[] {
  const { name, range, domain } = expected;
  const found: Anomaly[] = [];
  const add = (kind: AnomalyKind, message: string, at?: Found) =>
    found.push(anomaly(kind, name, message, at));

  if (column.unfit && column.unfit.rows > 0)
    add(
      'wrong-type',
      `${sayCount(column.unfit.rows, 'value')} ${column.unfit.rows === 1 ? 'is' : 'are'} no ${typeWords[expected.type]}.`,
      column.unfit,
    );
  else if (!isSameType(expected.type, column.type))
    add('wrong-type', `The column is ${typeWords[column.type]}; ${typeWords[expected.type]} is expected.`);

  if (column.values === 0 && rows > 0 && expected.present > 0)
    add('no-values', 'No row has a value.', column.absent);
  else if (rows > 0 && column.values / rows < expected.present)
    add(
      'too-few-values',
      expected.present === 1
        ? `${sayCount(rows - column.values, 'row')} ${rows - column.values === 1 ? 'has' : 'have'} no value; every row should.`
        : `${sayShare(column.values / rows)} of the rows have a value; at least ${sayShare(expected.present)} should.`,
      column.absent,
    );
  if (column.notFinite && column.notFinite.rows > 0)
    add(
      'not-finite',
      `${sayCount(column.notFinite.rows, 'value')} not finite (NaN or infinite).`,
      column.notFinite,
    );
  if (range?.least !== undefined && column.below && column.below.rows > 0)
    add('too-small', `${sayCount(column.below.rows, 'value')} below ${sayBound(range.least)}.`, column.below);
  if (range?.most !== undefined && column.above && column.above.rows > 0)
    add('too-large', `${sayCount(column.above.rows, 'value')} above ${sayBound(range.most)}.`, column.above);
  if (domain && column.outside && column.outside.rows > domain.tolerated * column.values)
    add(
      'outside-domain',
      `${sayCount(column.outside.rows, 'value')} not among the ${domain.values.length} known${domain.tolerated > 0 ? `; ${sayShare(domain.tolerated)} may be` : ''}.`,
      column.outside,
    );
  if (expected.unique && column.repeated && column.repeated.rows > 0)
    add(
      'repeated',
      `${sayCount(column.repeated.rows, 'row')} ${column.repeated.rows === 1 ? 'repeats' : 'repeat'} a value that another row has.`,
      column.repeated,
    );
  if (expected.distinct?.least !== undefined && column.distinct < expected.distinct.least)
    add(
      'too-few-distinct',
      `${sayCount(column.distinct, 'different value')}; at least ${expected.distinct.least} are expected.`,
    );
  if (expected.distinct?.most !== undefined && column.distinct > expected.distinct.most)
    add(
      'too-many-distinct',
      `${sayCount(column.distinct, 'different value')}; at most ${expected.distinct.most} are expected.`,
    );
  if (expected.drift && column.drift)
    found.push(...judgeDistance('drift', name, { allowed: expected.drift, compared: column.drift }));
  if (expected.skew && column.skew)
    found.push(...judgeDistance('skew', name, { allowed: expected.skew, compared: column.skew }));
  if (expected.skew && !column.skew)
    add(
      'nothing-to-compare',
      expectations.reference
        ? 'The reference has no such column, or none of these values, to compare with.'
        : 'Skew is to be looked at, but no reference is chosen to compare with.',
    );
  return found;
}

function judgeDistance(
  kind: 'drift' | 'skew',
  column: string,
  { allowed, compared }: { allowed: Comparator; compared: ComparedCounts },
): Anomaly[] {
  const { before, now, labels, against } = compared;
  const largest = lInfinity(before, now);
  const distance = allowed.measure === 'lInfinity' ? largest.distance : jensenShannon(before, now);
  if (!(distance > allowed.most)) return [];
  const measure = allowed.measure === 'lInfinity' ? 'One share moved by' : 'The Jensen–Shannon distance is';
  return [
    {
      ...anomaly(
        kind,
        column,
        `The values are distributed otherwise than in ${against}. ${measure} ${distance.toPrecision(3)}; at most ${allowed.most} is expected.`,
      ),
      examples: mostMoved(labels, toShares(before), toShares(now)),
    },
  ];
}

const shownExamples = 3;

function mostMoved(
  labels: readonly string[],
  before: readonly number[],
  now: readonly number[],
): AnomalyExample[] {
  return labels
    .map((value, i) => ({ value, before: before[i] ?? 0, now: now[i] ?? 0 }))
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before))
    .slice(0, shownExamples);
}

const anomaly = (kind: AnomalyKind, column: string, message: string, at?: Found): Anomaly => ({
  kind,
  column,
  message,
  ...(at && { rows: at.rows }),
  examples: at?.examples ?? [],
});

/** Whole numbers are numbers. */
const isSameType = (expected: ColumnExpectation['type'], found: ColumnMeasures['type']): boolean =>
  expected === found || (expected === 'number' && found === 'whole');
