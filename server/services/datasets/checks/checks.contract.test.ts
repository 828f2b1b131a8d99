import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../../../db/testing';
import { openTestSystem, type TestSystem } from '../../../testing';
import { checkDataset } from '../../../worker/check-dataset';
import { createNotebook, grantDataset } from '../../notebooks';
import {
  addDatasetFile,
  checkVersion,
  learnExpectations,
  listGranted,
  markPersonal,
  previewRows,
  readChecks,
  readDataset,
  saveExpectations,
} from '..';

describe.each(testDatabases)('checks of data on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  const kinds = ['casual', 'member', 'member'];
  const row = (i: number) => [
    `${i}`,
    `2024-01-${String((i % 28) + 1).padStart(2, '0')}`,
    `${(i % 50) / 10}`,
    kinds[i % 3] ?? '',
    i % 2 === 0 ? 'true' : 'false',
    `a${i}@example.org`,
  ];
  const toCsv = (rows: readonly (readonly string[])[]) =>
    `id,day,temp,kind,holiday,contact\n${rows.map((cells) => cells.join(',')).join('\n')}\n`;
  const rows = (count: number) => Array.from({ length: count }, (_, i) => row(i + 1));
  const add = (name: string, given: readonly (readonly string[])[]) =>
    addDatasetFile(test.context, {
      name,
      fileName: `${name}.csv`,
      content: Readable.from([Buffer.from(toCsv(given))]),
    });
  const work = (datasetId: string) =>
    checkDataset(test.system, {
      id: 'job',
      data: { datasetId },
      retryCount: 0,
      signal: new AbortController().signal,
    });
  const learn = async (name: string) => {
    const { datasetId } = await add(name, rows(600));
    await learnExpectations(test.context, { id: datasetId, expected: 0 });
    return datasetId;
  };

  it('expects what it learnt: the version it learnt from passes', async () => {
    const id = await learn('learnt');
    expect((await readChecks(test.context, { id })).versions).toMatchObject([
      { number: 1, state: 'pending' },
    ]);
    await work(id);
    const { edition, expectations, versions } = await readChecks(test.context, { id });
    expect(versions).toMatchObject([{ number: 1, state: 'passed', anomalies: [] }]);
    expect(edition).toBe(1);
    expect(expectations?.columns.map(({ name, type, unique }) => [name, type, unique])).toEqual([
      ['id', 'whole', true],
      ['day', 'date', undefined],
      ['temp', 'number', undefined],
      ['kind', 'text', undefined],
      ['holiday', 'boolean', undefined],
      ['contact', 'text', true],
    ]);
    expect(expectations?.columns[3]?.domain?.values).toEqual(['casual', 'member']);
  });

  it('counts the rows at fault of a new version, and shows where they are', async () => {
    const id = await learn('faulty');
    const faulty = rows(600);
    const put = (at: number, cell: number, value: string) => {
      const cells = faulty[at];
      if (cells) cells[cell] = value;
    };
    put(4, 0, '3'); // the key of row 3 once more
    put(9, 2, '99');
    put(10, 2, '98');
    put(11, 2, '');
    put(19, 3, 'guest');
    put(20, 3, 'guest');
    await add('faulty', faulty);
    await work(id);
    const { versions } = await readChecks(test.context, { id });
    expect(versions.map(({ number, state }) => [number, state])).toEqual([
      [2, 'failed'],
      [1, 'passed'],
    ]);
    expect(versions[0]?.anomalies).toMatchObject([
      { column: 'id', kind: 'repeated', rows: 1, examples: [{ value: '3', rows: 2, firstRow: 3 }] },
      { column: 'temp', kind: 'too-few-values', rows: 1, examples: [{ value: null, firstRow: 12 }] },
      {
        column: 'temp',
        kind: 'too-large',
        rows: 2,
        examples: [
          { value: '99.0', firstRow: 10 },
          { value: '98.0', firstRow: 11 },
        ],
      },
      { column: 'kind', kind: 'outside-domain', rows: 2, examples: [{ value: 'guest', firstRow: 20 }] },
    ]);
    expect(versions[0]?.anomalies).toHaveLength(4);
  });

  it('names what is no number in a column of numbers, and drift by the bins that moved', async () => {
    const id = await learn('moved');
    await add(
      'moved',
      rows(600).map((cells, i) =>
        cells.map((cell, at) => (at === 2 ? (i === 7 ? 'warm' : String((i % 5) / 10)) : cell)),
      ),
    );
    await add(
      'moved',
      rows(600).map((cells, i) => cells.map((cell, at) => (at === 2 ? String((i % 5) / 10) : cell))),
    );
    expect(await checkVersion(test.context, { dataset: 'moved', version: 2 })).toMatchObject({
      verdict: 'failed',
      anomalies: [
        { column: 'temp', kind: 'wrong-type', rows: 1, examples: [{ value: 'warm', firstRow: 8 }] },
        { column: 'temp', kind: 'drift', examples: [{ before: 0.06, now: expect.closeTo(0.6, 2) }, {}, {}] },
      ],
    });
    // It is as version 2, whose one word made its column text; yet not as version 1, which is made the reference.
    expect(await checkVersion(test.context, { dataset: 'moved' })).toMatchObject({ verdict: 'passed' });
    const { expectations } = await readChecks(test.context, { id });
    if (!expectations) throw new Error('Expectations were learnt.');
    await saveExpectations(test.context, {
      id,
      expected: 1,
      expectations: {
        ...expectations,
        reference: { datasetId: id, version: 1 },
        columns: expectations.columns.map((one) =>
          one.name === 'temp'
            ? { ...one, drift: undefined, skew: { measure: 'jensenShannon', most: 0.1 } }
            : one,
        ),
      },
    });
    const { anomalies } = await checkVersion(test.context, { dataset: id });
    expect(anomalies).toMatchObject([
      {
        column: 'temp',
        kind: 'skew',
        examples: [{ before: expect.any(Number), now: expect.any(Number) }, {}, {}],
      },
    ]);
    expect(anomalies[0]?.message).toContain('moved, version 1');
  });

  it('finds personal columns, masks them wherever they are shown, and takes a person at their word', async () => {
    const id = await learn('people');
    const shown = async () => {
      const { rows } = await previewRows(test.context, { id, limit: 1 });
      const { profile, personal } = await readDataset(test.context, { id });
      return { cell: rows[0]?.[5], profile: profile[5], note: personal.contact };
    };
    expect(await shown()).toEqual({
      cell: 'a•••@•••.org',
      profile: { name: 'contact', type: 'VARCHAR', missing: 0, distinct: 600 },
      note: { mark: 'email', because: '100 % of 200 sampled values', isByHand: false },
    });
    const repeated = rows(600).map((cells, i) =>
      cells.map((cell, at) => (at === 5 && i < 2 ? 'a1@example.org' : cell)),
    );
    await add('people', repeated);
    expect((await checkVersion(test.context, { dataset: id })).anomalies).toMatchObject([
      { column: 'contact', kind: 'repeated', rows: 1, examples: [{ value: 'a•••@•••.org' }] },
    ]);
    const { id: notebookId } = await createNotebook(test.context, { title: 'People' });
    await grantDataset(test.context, { notebookId, datasetId: id, table: 'people' });
    const granted = async () => (await listGranted(test.context, { notebookId }))[0]?.columns[5];
    expect(await granted()).toEqual({ name: 'contact', type: 'VARCHAR', personal: 'email' });

    expect(await markPersonal(test.context, { id, column: 'contact', mark: 'none' })).toEqual({
      before: null,
    });
    expect(await shown()).toMatchObject({
      cell: 'a1@example.org',
      profile: { minimum: 'a100@example.org' },
      note: { mark: 'none', isByHand: true },
    });
    expect((await granted())?.personal).toBeUndefined();
    await markPersonal(test.context, { id, column: 'kind', mark: 'other' });
    expect((await previewRows(test.context, { id, limit: 1 })).rows[0]?.[3]).toBe('•••');
    await markPersonal(test.context, { id, column: 'contact', mark: null });
    expect(await shown()).toMatchObject({ cell: 'a•••@•••.org' });
  });

  it('holds training up where its data set asks for it', async () => {
    const id = await learn('blocking');
    const { id: notebookId } = await createNotebook(test.context, { title: 'Blocked' });
    await grantDataset(test.context, { notebookId, datasetId: id, table: 'blocking' });
    const blocked = async () => (await listGranted(test.context, { notebookId }))[0]?.blocked;
    const { expectations } = await readChecks(test.context, { id });
    if (!expectations) throw new Error('Expectations were learnt.');
    await add('blocking', rows(100));
    await work(id);
    expect(await blocked()).toBeUndefined();
    await saveExpectations(test.context, {
      id,
      expected: 1,
      expectations: { ...expectations, blocksTraining: true },
    });
    expect(await blocked()).toContain('Version 2 of blocking is still being checked');
    await work(id);
    expect(await blocked()).toContain('Version 2 of blocking failed its check');
  });

  it('measures a version once for each edition, and again when expectations change', async () => {
    const id = await learn('edited');
    const first = await checkVersion(test.context, { dataset: 'edited' });
    expect((await checkVersion(test.context, { dataset: id })).checkedAt).toEqual(first.checkedAt);
    const { expectations } = await readChecks(test.context, { id });
    if (!expectations) throw new Error('Expectations were learnt.');
    const fewer = {
      ...expectations,
      columns: expectations.columns.map((one) =>
        one.name === 'temp' ? { ...one, range: { least: 0, most: 3 } } : one,
      ),
    };
    await saveExpectations(test.context, { id, expected: 1, expectations: fewer });
    await work(id);
    expect((await readChecks(test.context, { id })).versions).toMatchObject([
      { state: 'failed', anomalies: [{ column: 'temp', kind: 'too-large' }] },
    ]);
    await expect(saveExpectations(test.context, { id, expected: 1, expectations })).rejects.toMatchObject({
      code: 'conflict',
    });
    await saveExpectations(test.context, { id, expected: 2, expectations: null });
    expect((await readChecks(test.context, { id })).versions).toMatchObject([{ state: 'unchecked' }]);
    await expect(checkVersion(test.context, { dataset: id })).rejects.toThrow(
      'Nothing is expected of edited yet',
    );
  });
});
