import { Readable } from 'node:stream';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jensenShannon, kolmogorovSmirnov } from '@/cells/statistics';
import { datasets } from '../../../db/schema';
import { testDatabases } from '../../../db/testing';
import { openTestSystem, type TestSystem } from '../../../testing';
import { addDatasetFile } from '../add-file';
import { diffRows } from './diff-rows';
import { diffVersions } from './diff-versions';
import { openVersions, requireVersions } from './open-versions';

describe.each(testDatabases)('differences of versions on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  /** Adds each text as the next version and gives what names the first two of them. */
  const versions = async (name: string, ...texts: string[]) => {
    let id = '';
    for (const text of texts)
      ({ datasetId: id } = await addDatasetFile(test.context, {
        name,
        fileName: `${name}.csv`,
        content: Readable.from([Buffer.from(text)]),
      }));
    return { from: { id, version: 1 }, to: { id, version: 2 } };
  };

  it('tells columns that came, went and changed their type', async () => {
    const pair = await versions(
      'schema',
      'id,size,colour,old\n1,10,red,x\n2,20,blue,y\n',
      'colour,id,size,fresh\nred,1,10.5,1\nblue,2,20,2\ngreen,3,30,3\n',
    );
    const { schema, rows, proposedKey, columns } = await diffVersions(test.context, pair);
    expect(schema).toEqual({
      added: [{ name: 'fresh', type: 'BIGINT' }],
      removed: [{ name: 'old', type: 'VARCHAR' }],
      retyped: [{ name: 'size', typeBefore: 'BIGINT', typeAfter: 'DOUBLE' }],
      reordered: true,
    });
    expect(rows).toEqual({ before: 2, after: 3 });
    expect(proposedKey).toEqual(['id']);
    expect(columns.find(({ name }) => name === 'colour')?.distribution).toMatchObject({ fresh: 1, gone: 0 });
  });

  it('matches rows by a key and shows changed cells, old and new', async () => {
    const pair = await versions(
      'keyed',
      'id,a,b\n1,x,1\n2,y,2\n3,z,\n4,w,4\n',
      'id,a,b\n5,v,5\n1,x,1\n3,z,3\n2,Y,2.5\n',
    );
    const diff = await diffRows(test.context, { ...pair, key: ['id'] });
    expect(diff).toMatchObject({ added: 1, removed: 1, changed: 2, rows: { before: 4, after: 4 } });
    expect(diff.changedColumns).toEqual({
      of: 2,
      counts: [
        { name: 'b', rows: 2 },
        { name: 'a', rows: 1 },
      ],
    });
    expect(diff.examples.changed).toEqual([
      { key: ['3'], cells: [{ column: 'b', before: null, after: '3.0' }], more: 0 },
      {
        key: ['2'],
        cells: [
          { column: 'a', before: 'y', after: 'Y' },
          { column: 'b', before: '2', after: '2.5' },
        ],
        more: 0,
      },
    ]);
    expect(diff.examples.added).toEqual({ columns: ['id', 'a', 'b'], rows: [['5', 'v', '5.0']] });
    expect(diff.examples.removed.rows).toEqual([['4', 'w', '4']]);
  });

  it('matches whole rows without a key, however often one stands there', async () => {
    const pair = await versions('whole', 'a,b\n1,x\n1,x\n2,y\n3,z\n', 'a,b\n3,z\n1,x\n4,w\n4,w\n');
    expect((await diffVersions(test.context, pair)).proposedKey).toBeUndefined();
    const diff = await diffRows(test.context, pair);
    expect(diff).toMatchObject({ added: 2, removed: 2 });
    expect(diff.examples).toEqual({
      added: { columns: ['a', 'b'], rows: [['4', 'w']] },
      removed: {
        columns: ['a', 'b'],
        rows: [
          ['1', 'x'],
          ['2', 'y'],
        ],
      },
      changed: [],
    });
  });

  it('proposes two columns that name a row together, and refuses a key that does not', async () => {
    const hours = Array.from(
      { length: 48 },
      (_, i) => `2024-01-0${1 + Math.floor(i / 24)},${i % 24},${i % 5}`,
    );
    const pair = await versions(
      'hours',
      `day,hr,n\n${hours.join('\n')}\n`,
      `day,hr,n\n${hours.slice(1).join('\n')}\n`,
    );
    expect((await diffVersions(test.context, pair)).proposedKey).toEqual(['day', 'hr']);
    expect(await diffRows(test.context, { ...pair, key: ['day', 'hr'] })).toMatchObject({
      added: 0,
      removed: 1,
      changed: 0,
    });
    await expect(diffRows(test.context, { ...pair, key: ['hr'] })).rejects.toMatchObject({
      code: 'unprocessable',
      message:
        'hr is no key of version 1: 24 values stand in more than one row, as 0 in 2. Choose columns that name one row each.',
    });
    await expect(diffRows(test.context, { ...pair, key: ['dya'] })).rejects.toThrow(
      'dya cannot be part of the key: it is no column of both. Those are day, hr, n.',
    );
  });

  it('refuses a key with missing values', async () => {
    const pair = await versions('holes', 'id,a\n1,x\n,y\n', 'id,a\n1,x\n2,y\n');
    await expect(diffRows(test.context, { ...pair, key: ['id'] })).rejects.toThrow(
      'id is no key of version 1: 1 row has no value there.',
    );
  });

  it('measures how far values moved as cells/statistics does', async () => {
    const first = Array.from({ length: 400 }, (_, i) => (i * 7919) % 1000);
    const second = first.map((value, i) => value + (i % 3 === 0 ? 500 : 0));
    const colours = (of: readonly number[], from: number) =>
      of.map((value) => ['red', 'green', 'blue'][value > from ? 2 : value % 2]);
    const csv = (values: readonly number[], words: readonly (string | undefined)[]) =>
      `n,same,word\n${values.map((value, i) => `${value}.5,${i},${words[i]}`).join('\n')}\n`;
    const before = colours(first, 900);
    const after = colours(first, 500);
    const pair = await versions('moved', csv(first, before), csv(second, after));
    const { columns } = await diffVersions(test.context, pair);
    const of = (name: string) => columns.find((column) => column.name === name);
    expect(of('n')?.distribution?.kolmogorovSmirnov).toBeCloseTo(
      kolmogorovSmirnov(first, second).statistic,
      12,
    );
    expect(of('n')?.verdict).toBe('moved');
    expect(of('same')).toMatchObject({ verdict: 'same', distribution: { psi: 0, isSample: false } });
    const count = (words: readonly (string | undefined)[]) =>
      ['red', 'green', 'blue'].map((word) => words.filter((known) => known === word).length);
    expect(of('word')?.distribution?.jensenShannon).toBeCloseTo(
      jensenShannon(count(before), count(after)),
      12,
    );
  });

  it('masks what is personal, in rows, values and refusals', async () => {
    const pair = await versions(
      'people',
      'email,n\nada@example.org,1\ncharles@example.org,2\n',
      'email,n\nada@example.org,5\ngrace@example.org,2\ngrace@example.org,3\n',
    );
    await test.context.db
      .update(datasets)
      .set({ personal: { email: 'email' } })
      .where(eq(datasets.id, pair.from.id));
    const told = JSON.stringify([
      await diffVersions(test.context, pair),
      await diffRows(test.context, pair),
      await diffRows(test.context, { ...pair, key: ['email'] }).catch(String),
    ]);
    expect(told).toContain('as g•••@•••.org in 2');
    expect(told).not.toMatch(/ada@|charles@|grace@/);
  });

  it('stops what takes too long, in words', async () => {
    const pair = await versions('slow', 'a\n1\n', 'a\n2\n');
    const stored = await requireVersions(test.context, pair);
    const endless = openVersions(
      test.context,
      stored,
      ({ db }) =>
        db.rows(
          'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range = b.range * 2 + random()',
        ),
      50,
    );
    await expect(endless).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('The comparison was stopped: it took longer than 1 s.'),
    });
  });

  it('stops when nobody waits for it any more, and does not begin what waits in its turn', async () => {
    const stored = await requireVersions(test.context, await versions('left', 'a\n1\n', 'a\n2\n'));
    const page = new AbortController();
    const context = { ...test.context, signal: page.signal };
    let begun: () => void = () => {};
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const endless = openVersions(context, stored, async ({ db }) => {
      begun();
      await db.rows(
        'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range = b.range * 2 + random()',
      );
    });
    let isSecondBegun = false;
    const second = openVersions(context, stored, async () => {
      isSecondBegun = true;
    });
    await hasBegun;
    page.abort();
    const stopped = { code: 'unavailable', message: 'The comparison was stopped: its page was closed.' };
    await expect(endless).rejects.toMatchObject(stopped);
    await expect(second).rejects.toMatchObject(stopped);
    expect(isSecondBegun).toBe(false);
  });

  it('compares a version with itself and finds nothing', async () => {
    const { from } = await versions('itself', 'id,a\n1,x\n2,y\n');
    const diff = await diffRows(test.context, { from, to: from, key: ['id'] });
    expect(diff).toMatchObject({ added: 0, removed: 0, changed: 0 });
  });
});
