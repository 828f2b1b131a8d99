import { join } from 'node:path';
import { Readable } from 'node:stream';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingEdition } from '@/cells/personal';
import { datasetVersions } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import type { Log } from '../../log';
import { openTestSystem, type TestSystem } from '../../testing';
import { findPersonal } from '../../worker/find-personal';
import { addDatasetFile, createDatasetFromPath, markPersonal, previewRows, readDataset } from '.';
import { lookForPersonal } from './look-for-personal';

describe.each(testDatabases)('personal columns of versions on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  const add = async (name: string, csv: string) =>
    (
      await addDatasetFile(test.context, {
        ...{ name, fileName: `${name}.csv` },
        content: Readable.from([Buffer.from(csv)]),
      })
    ).datasetId;
  /** As they were before anybody looked. */
  const forget = () => test.context.db.update(datasetVersions).set({ personal: {}, personalEdition: 0 });
  const found = async (id: string) => (await readDataset(test.context, { id })).personal;

  it('are found later in those that came before, piece by piece, and never twice', async () => {
    const ids = [];
    for (const name of ['first', 'second', 'third'])
      ids.push(await add(name, `id,owner,card\n1,${name}@example.org,4111 1111 1111 1111\n`));
    const [first = '', second = '', third = ''] = ids;
    await forget();
    await markPersonal(test.context, { id: first, column: 'owner', mark: 'none' });
    expect(await found(third)).toEqual({});
    expect(await lookForPersonal(test.context, { limit: 1 })).toBe(1);
    expect(await found(third)).toMatchObject({ owner: { mark: 'email' }, card: { mark: 'card' } });
    expect(await found(second)).toEqual({});

    const { hash } =
      (await test.context.db.query.datasetVersions.findFirst({
        where: eq(datasetVersions.datasetId, second),
        columns: { hash: true },
      })) ?? {};
    const lost = { databaseHash: 'f'.repeat(64) };
    await test.context.db
      .update(datasetVersions)
      .set(lost)
      .where(eq(datasetVersions.hash, hash ?? ''));
    await findPersonal(test.system, { signal: new AbortController().signal });
    expect(await found(second)).toEqual({});
    expect(await found(first)).toMatchObject({ owner: { mark: 'none', isByHand: true }, card: {} });
    expect((await previewRows(test.context, { id: first })).rows).toEqual([
      ['1', 'first@example.org', '••• 1111'],
    ]);
    const waiting = await test.context.db.query.datasetVersions.findMany({
      where: eq(datasetVersions.personalEdition, findingEdition),
    });
    expect(waiting.map(({ datasetId }) => datasetId).sort()).toEqual([first, third].sort());
    expect(await lookForPersonal(test.context)).toBe(0);
  });

  it('are no longer looked for in a file that cannot be read, until more can be found', async () => {
    await add('unread', 'id,owner\n1,fourth@example.org\n');
    const [{ id = '' } = {}] = await test.context.db
      .update(datasetVersions)
      .set({ personalEdition: 0, databaseHash: 'e'.repeat(64) })
      .where(eq(datasetVersions.fileName, 'unread.csv'))
      .returning({ id: datasetVersions.id });
    let tries = 0;
    const warn: Log['warn'] = (_text, facts) => {
      if (facts?.version === id) tries++;
    };
    const look = () => lookForPersonal({ ...test.context, log: { ...test.context.log, warn } });
    for (let i = 0; i < 15; i++) await look();
    expect(tries).toBe(12);
    await test.context.db
      .update(datasetVersions)
      .set({ personalFailed: { edition: findingEdition - 1, times: 12 } })
      .where(eq(datasetVersions.id, id));
    await look();
    expect(tries).toBe(13);
  });

  it('are none in the examples', async () => {
    for (const file of ['bike-sharing-hour.csv', 'california-housing.csv', 'penguins.csv']) {
      const path = join(process.cwd(), 'examples/data', file);
      const { datasetId } = await createDatasetFromPath(test.context, { path, name: file });
      expect(await found(datasetId), file).toEqual({});
    }
  });
});
