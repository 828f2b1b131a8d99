import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { addDatasetFile } from './add-file';
import { describeVersion } from './describe-version';
import { findVersion } from './find-version';
import { readDataset } from './read-dataset';

describe.each(testDatabases)('names and notes of versions on $name', ({ open }) => {
  let test: TestSystem;
  let id: string;
  beforeAll(async () => {
    test = await openTestSystem({ open });
    for (const text of ['a\n1\n', 'a\n2\n', 'a\n3\n'])
      ({ datasetId: id } = await addDatasetFile(test.context, {
        name: 'plain @ home',
        fileName: 'a.csv',
        content: Readable.from([Buffer.from(text)]),
      }));
  });
  afterAll(() => test.close());

  it('are given, changed and taken away, and the version is found by its name', async () => {
    await describeVersion(test.context, { id, version: 2, name: 'cleaned', note: 'Without outliers.' });
    expect((await readDataset(test.context, { id })).versions[1]).toMatchObject({
      number: 2,
      name: 'cleaned',
      note: 'Without outliers.',
    });
    const find = (reference: string) => findVersion(test.context, { reference });
    expect(await find('plain @ home@cleaned')).toMatchObject({ id, version: 2, versionName: 'cleaned' });
    await describeVersion(test.context, { id, version: 2, name: '' });
    await expect(find('plain @ home@cleaned')).rejects.toThrow(
      'plain @ home has no version cleaned. It has versions 1 to 3.',
    );
    expect((await readDataset(test.context, { id })).versions[1]).toMatchObject({
      name: null,
      note: 'Without outliers.',
    });
  });

  it('are refused when taken, or no names', async () => {
    await describeVersion(test.context, { id, version: 1, name: 'raw' });
    await expect(describeVersion(test.context, { id, version: 3, name: 'raw' })).rejects.toMatchObject({
      code: 'conflict',
      message: 'Version 1 is named raw. Choose another name, or take it away there first.',
    });
    for (const name of ['7', 'v7', 'a b', 'a@b', 'newest', 'x'.repeat(61)])
      await expect(describeVersion(test.context, { id, version: 3, name })).rejects.toMatchObject({
        code: 'bad_request',
      });
  });

  it('leave the numbers in use', async () => {
    for (const [reference, version] of [
      ['plain @ home@2', 2],
      ['plain @ home@v2', 2],
      ['plain @ home@newest', 3],
      ['plain @ home', 3],
    ] as const)
      expect(await findVersion(test.context, { reference })).toMatchObject({ version });
    await expect(findVersion(test.context, { reference: 'plain' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
