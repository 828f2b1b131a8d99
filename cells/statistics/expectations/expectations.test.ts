import { describe, expect, it } from 'vitest';
import {
  type ColumnMeasures,
  type Expectations,
  expectationsSchema,
  judgeTable,
  type LearntColumn,
  learnExpectations,
  sayExpectation,
  sayTable,
} from '.';

const column = (name: string, rest: Partial<LearntColumn>): LearntColumn => ({
  name,
  type: 'number',
  values: 1000,
  distinct: 500,
  ...rest,
});

const learnt = learnExpectations(1000, [
  column('id', { type: 'whole', distinct: 1000, minimum: 1, maximum: 1000, finite: true }),
  column('temp', { minimum: 0.02, maximum: 1, finite: true }),
  column('season', { type: 'whole', distinct: 4, minimum: 1, maximum: 4, finite: true }),
  column('kind', { type: 'text', distinct: 2, domain: ['casual', 'member'] }),
  column('note', { type: 'text', values: 720, distinct: 700 }),
]);

describe('what is learnt from a table', () => {
  it('reads as sentences', () => {
    expect(learnt.columns.map((one) => `${one.name}: ${sayExpectation(one)}`)).toEqual([
      'id: whole number, in every row, finite, no value twice',
      'temp: number, in every row, 0 to 1.1, drift up to 0.1',
      'season: whole number, in every row, 1 to 4, drift up to 0.1',
      'kind: text, in every row, one of casual, member, drift up to 0.1',
      'note: text, in at least 67 % of the rows',
    ]);
    expect(sayTable(learnt)).toBe(
      'at least 1 row, at least 50 % of the rows of the version before, no other columns',
    );
    expect(expectationsSchema.parse(learnt)).toEqual(learnt);
  });

  it('allows small tables the drift that chance alone makes', () => {
    const [few] = learnExpectations(100, [
      column('x', { values: 100, distinct: 90, minimum: 0, maximum: 1 }),
    ]).columns;
    // χ² of 19 degrees of freedom: mean 19, two standard deviations 12.3, over 4 × 100.
    expect(few?.drift?.most).toBe(0.28);
  });
});

describe('what is judged', () => {
  const fine: ColumnMeasures[] = learnt.columns.map(({ name, type }) => ({
    name,
    type,
    values: name === 'note' ? 700 : 1000,
    distinct: 10,
  }));
  const judge = (
    changes: Readonly<Record<string, Partial<ColumnMeasures>>>,
    expectations: Expectations = learnt,
  ) =>
    judgeTable(expectations, {
      rows: 1000,
      previous: { version: 1, rows: 1000 },
      columns: fine.map((one) => ({ ...one, ...changes[one.name] })),
    });
  const at = (rows: number) => ({ rows, examples: [{ value: 'x', rows, firstRow: 3 }] });

  it('nothing, where all is as expected', () => {
    expect(judge({})).toEqual([]);
  });

  it('each fault by its kind, with rows and examples', () => {
    const found = judge({
      id: { repeated: at(2) },
      temp: { above: at(4), values: 990, absent: at(10) },
      kind: { outside: at(5) },
      note: { values: 600, absent: at(400) },
      season: { type: 'text', unfit: at(1) },
    });
    expect(found.map(({ column, kind, rows, message }) => [column, kind, rows, message])).toEqual([
      ['id', 'repeated', 2, '2 rows repeat a value that another row has.'],
      ['temp', 'too-few-values', 10, '10 rows have no value; every row should.'],
      ['temp', 'too-large', 4, '4 values above 1.1.'],
      ['season', 'wrong-type', 1, '1 value is no whole number.'],
      ['kind', 'outside-domain', 5, '5 values not among the 2 known.'],
      ['note', 'too-few-values', 400, '60 % of the rows have a value; at least 67 % should.'],
    ]);
    expect(found[0]?.examples).toEqual(at(2).examples);
  });

  it('columns that are gone or new, and fewer rows than before', () => {
    const found = judgeTable(learnt, {
      rows: 400,
      previous: { version: 1, rows: 1000 },
      columns: [
        ...fine.slice(1).map((one) => ({ ...one, values: 400 })),
        { name: 'extra', type: 'text', values: 400, distinct: 2 },
      ],
    });
    expect(found.map(({ kind, column }) => [kind, column])).toEqual([
      ['too-few-rows', undefined],
      ['missing-column', 'id'],
      ['new-column', 'extra'],
    ]);
  });

  it('drift by the distance that was chosen, naming what moved most', () => {
    const compared = {
      against: 'version 1',
      labels: ['casual', 'member'],
      before: [500, 500],
      now: [650, 350],
    };
    expect(judge({ kind: { drift: compared } })).toMatchObject([
      {
        kind: 'drift',
        message:
          'The values are distributed otherwise than in version 1. One share moved by 0.150; at most 0.1 is expected.',
        examples: [{ value: 'casual', before: 0.5, now: 0.65 }, { value: 'member' }],
      },
    ]);
    expect(judge({ kind: { drift: { ...compared, now: [560, 440] } } })).toEqual([]);
    // scipy.spatial.distance.jensenshannon([500, 500], [650, 350]) = 0.10787
    expect(judge({ temp: { drift: compared } })[0]?.message).toContain('distance is 0.108');
  });

  it('tolerates as many other values as it was told to', () => {
    const tolerant = {
      ...learnt,
      columns: learnt.columns.map((one) =>
        one.domain ? { ...one, domain: { ...one.domain, tolerated: 0.01 } } : one,
      ),
    };
    expect(judge({ kind: { outside: at(10) } }, tolerant)).toEqual([]);
    expect(judge({ kind: { outside: at(11) } }, tolerant)).toMatchObject([{ kind: 'outside-domain' }]);
  });
});
