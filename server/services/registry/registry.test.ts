import { rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEntries, blobReferences, modelVersions } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { addDatasetFile, readDataset } from '../datasets';
import { readRun, startRun } from '../experiments';
import { createNotebook, grantDataset, grantNotebook, grantPredictions, listGrants } from '../notebooks';
import {
  admitVersion,
  describeModel,
  grantImports,
  listModels,
  moveAlias,
  promoteModel,
  readGranted,
  readModel,
  readVersion,
  recordVerification,
  removeAlias,
  rollBackAlias,
  verifyAgain,
} from '.';
import { allWarm, exampleManifest, examplePackage, promoteExample, uploadPackage } from './testing';

describe.each(testDatabases)('the registry on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  const ready = async (model: string) => {
    const { versionId, version } = await promoteExample(test.context, { model });
    await admitVersion(test.context, { versionId });
    return { versionId, version };
  };

  it('takes a package in as pending, checks its files, then makes it ready and champion', async () => {
    const { versionId } = await promoteExample(test.context, { model: 'first' });
    expect((await readModel(test.context, { model: 'first' })).champion).toBeNull();
    expect(await admitVersion(test.context, { versionId })).toMatchObject({ status: 'ready', version: 1 });
    const model = await readModel(test.context, { model: 'first' });
    expect(model).toMatchObject({
      champion: 1,
      versions: [{ number: 1, status: 'ready', metrics: { rmse: 41.2 }, by: 'You' }],
    });
    expect(model.history).toMatchObject([{ alias: 'champion', from: null, to: 1 }]);
    expect(await listModels(test.context, {})).toEqual([
      expect.objectContaining({ name: 'first', champion: 1, versions: 1, metrics: { rmse: 41.2 } }),
    ]);
    const version = await readVersion(test.context, { model: 'first', version: 1 });
    expect(version.manifest).toEqual(exampleManifest);
    expect(version.example).toEqual({ hr: 0, weather: 'clear' });
    expect(version).toMatchObject({ notebookTitle: 'Bikes', revision: 1 });
  });

  it('makes one version of a double click, in turn or at once', async () => {
    const promotion = await uploadPackage(test.context, { model: 'clicked' });
    const results = await Promise.all(Array.from({ length: 6 }, () => promoteModel(test.context, promotion)));
    results.push(await promoteModel(test.context, promotion));
    expect(new Set(results.map(({ versionId }) => versionId)).size).toBe(1);
    expect((await readModel(test.context, { model: 'clicked' })).versions).toHaveLength(1);
  });

  it('gives promotions at once different numbers without a gap', async () => {
    const promotions = await Promise.all(
      Array.from({ length: 6 }, () => uploadPackage(test.context, { model: 'raced' })),
    );
    const results = await Promise.all(promotions.map((promotion) => promoteModel(test.context, promotion)));
    expect(results.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    await Promise.all(results.map(({ versionId }) => admitVersion(test.context, { versionId })));
    const model = await readModel(test.context, { model: 'raced' });
    expect(model.versions.every(({ status }) => status === 'ready')).toBe(true);
    expect(model.history).toHaveLength(1);
  });

  it('refuses names that would not do in an address, and says which do', async () => {
    for (const name of ['', 'Über', 'a/b', '../etc', 'a..b', 'A', 'x'.repeat(101), 'a@b']) {
      const promotion = { ...(await uploadPackage(test.context, { model: 'fine' })), model: name };
      await expect(promoteModel(test.context, promotion)).rejects.toMatchObject({ code: 'bad_request' });
    }
  });

  it('refuses files that did not arrive, lie about their size, or leave the package', async () => {
    const promotion = await uploadPackage(test.context, { model: 'files' });
    const missing = { hash: 'f'.repeat(64), bytes: 3 };
    await expect(
      promoteModel(test.context, { ...promotion, files: { ...promotion.files, 'more.bin': missing } }),
    ).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('more.bin') });
    const weights = promotion.files['weights.bin'];
    await expect(
      promoteModel(test.context, {
        ...promotion,
        files: { ...promotion.files, 'weights.bin': { hash: weights?.hash ?? '', bytes: 1 } },
      }),
    ).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('1 that were announced'),
    });
    for (const path of ['../evil', '/etc/passwd', 'a//b', 'a\\b', '.hidden', 'a/../b'])
      await expect(
        promoteModel(test.context, {
          ...promotion,
          files: { ...promotion.files, [path]: weights ?? missing },
        }),
      ).rejects.toMatchObject({ code: 'bad_request' });
    await expect(readModel(test.context, { model: 'files' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('believes the stored manifest only, and only as far as it holds together', async () => {
    const refuse = async (manifest: unknown, words: string) => {
      const files = new Map(examplePackage());
      files.set('cellar.json', new TextEncoder().encode(JSON.stringify(manifest)));
      const promotion = await uploadPackage(test.context, { model: 'forged', files });
      await expect(promoteModel(test.context, promotion)).rejects.toMatchObject({
        code: 'unprocessable',
        message: expect.stringContaining(words),
      });
    };
    await refuse({ ...exampleManifest, signature: undefined }, 'signature');
    await refuse({ ...exampleManifest, weights: ['elsewhere.bin'] }, 'elsewhere.bin');
    await refuse({ ...exampleManifest, weights: ['../x'] }, 'weights');
    await refuse('<script>', 'manifest');
  });

  it('refuses data that the notebook was not given', async () => {
    const promotion = await uploadPackage(test.context, { model: 'stolen' });
    await expect(
      promoteModel(test.context, { ...promotion, datasets: [{ table: 'salaries', hash: 'a'.repeat(64) }] }),
    ).rejects.toMatchObject({ code: 'unprocessable', message: expect.stringContaining('salaries') });
  });

  it('pins data that imported cells read under their notebook, as far as it may import from there', async () => {
    const content = Readable.from([Buffer.from('a\n1\n2\n')]);
    const { datasetId } = await addDatasetFile(test.context, {
      name: 'rides',
      fileName: 'rides.csv',
      content,
    });
    const { versions } = await readDataset(test.context, { id: datasetId });
    const { id: importedId } = await createNotebook(test.context, { title: 'Rides' });
    await grantDataset(test.context, { notebookId: importedId, datasetId, table: 'rides' });
    const promotion = await uploadPackage(test.context, { model: 'importing' });
    const read = { table: 'rides', hash: versions[0]?.hash ?? '' };
    const promote = (datasets: Parameters<typeof promoteModel>[1]['datasets']) =>
      promoteModel(test.context, { ...promotion, datasets });
    await expect(promote([{ ...read, notebook: importedId }])).rejects.toMatchObject({ code: 'forbidden' });
    await grantNotebook(test.context, { notebookId: promotion.notebookId, importedId, revision: 1 });
    // It has no such table of its own.
    await expect(promote([read])).rejects.toMatchObject({ code: 'unprocessable' });
    await promote([{ ...read, notebook: importedId }]);
    expect((await readVersion(test.context, { model: 'importing', version: 1 })).data).toEqual([
      { ...read, datasetId, name: 'rides', version: 1, notebook: importedId },
    ]);
  });

  it('opens a version as it was with the imports that somebody allowed, whatever its text locks', async () => {
    const promotion = await uploadPackage(test.context, { model: 'reopened' });
    const { versionId } = await promoteModel(test.context, promotion);
    const make = async (title: string) => (await createNotebook(test.context, { title })).id;
    const [allowed, payroll] = [await make('Allowed'), await make('Payroll')];
    await grantNotebook(test.context, {
      ...{ notebookId: promotion.notebookId, importedId: allowed, revision: 1 },
    });
    const lock = [allowed, payroll, 'gone'].map((id, i) => `n${i}=${id} 1 ${'a'.repeat(64)}`).join('; ');
    const html = `<!doctype html>\n<notebook data-notebooks="${lock}">\n  <title>As it was</title>\n</notebook>\n`;
    const { id: notebookId } = await createNotebook(test.context, { html });
    await grantImports(test.context, { notebookId, versionId });
    expect(await listGrants(test.context, { notebookId })).toMatchObject([
      { kind: 'notebook', subjectId: allowed, version: 1 },
    ]);
  });

  it('fails a version whose file was damaged, and never serves it', async () => {
    const promotion = await uploadPackage(test.context, { model: 'damaged' });
    const { versionId } = await promoteModel(test.context, promotion);
    await writeFile(
      await test.system.storage.localPath(promotion.files['weights.bin']?.hash ?? ''),
      'rotten',
    );
    expect(await admitVersion(test.context, { versionId })).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('weights.bin was damaged'),
    });
    expect((await readModel(test.context, { model: 'damaged' })).champion).toBeNull();
    await expect(
      moveAlias(test.context, { model: 'damaged', alias: 'champion', version: 1, expected: null }),
    ).rejects.toMatchObject({ code: 'unprocessable' });
    await rm(await test.system.storage.localPath(promotion.files['weights.bin']?.hash ?? ''));
  });

  it('moves an alias only from where it was seen, with its history and audit', async () => {
    for (let i = 0; i < 3; i++) await ready('moved');
    const audits = await test.system.db.$count(auditEntries);
    const moves = await Promise.allSettled(
      [2, 3].map((version) =>
        moveAlias(test.context, {
          model: 'moved',
          alias: 'champion',
          version,
          expected: 1,
          reason: 'better',
          warmed: allWarm,
        }),
      ),
    );
    expect(moves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(moves.find((move) => move.status === 'rejected')?.reason).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('moved by You'),
    });
    expect(await test.system.db.$count(auditEntries)).toBe(audits + 1);
    const model = await readModel(test.context, { model: 'moved' });
    expect(model.history).toHaveLength(2);
    expect(model.history[0]).toMatchObject({ from: 1, to: model.champion, reason: 'better', by: 'You' });
  });

  it('rolls back step by step, and says when there is no further back', async () => {
    for (let i = 0; i < 3; i++) await ready('rolled');
    const at = { model: 'rolled', alias: 'champion' };
    await moveAlias(test.context, { ...at, version: 2, expected: 1, warmed: allWarm });
    await moveAlias(test.context, { ...at, version: 3, expected: 2, warmed: allWarm });
    expect(await rollBackAlias(test.context, { ...at, expected: 3, warmed: allWarm })).toMatchObject({
      version: 2,
    });
    expect(await rollBackAlias(test.context, { ...at, expected: 2, warmed: allWarm })).toMatchObject({
      version: 1,
    });
    await expect(rollBackAlias(test.context, { ...at, expected: 1, warmed: allWarm })).rejects.toMatchObject({
      code: 'unprocessable',
    });
    expect((await readModel(test.context, { model: 'rolled' })).champion).toBe(1);
  });

  it('keeps other aliases, removes them, and refuses names that look like versions', async () => {
    await ready('named');
    const challenger = { model: 'named', alias: 'challenger' };
    await moveAlias(test.context, { ...challenger, version: 1, expected: null, warmed: allWarm });
    await removeAlias(test.context, { ...challenger, expected: 1 });
    expect((await readModel(test.context, { model: 'named' })).aliases.map(({ alias }) => alias)).toEqual([
      'champion',
    ]);
    await expect(
      moveAlias(test.context, { model: 'named', alias: '3', version: 1, expected: null }),
    ).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('names the run that trained it, also one that arrives later, and no other notebook’s', async () => {
    const { id: notebookId } = await createNotebook(test.context, { title: 'Tracked' });
    const { id: elsewhere } = await createNotebook(test.context, { title: 'Elsewhere' });
    const [early, late, foreign] = ['a', 'b', 'c'].map((digit) => digit.repeat(32));
    await startRun(test.context, { id: early, notebookId, name: 'early' });
    await startRun(test.context, { id: foreign, notebookId: elsewhere });
    for (const runId of [early, late, foreign])
      await promoteModel(test.context, {
        ...(await uploadPackage(test.context, { model: 'tracked', notebookId })),
        runId,
      });
    const named = async (version: number) =>
      (await readVersion(test.context, { model: 'tracked', version })).runName;
    expect([await named(1), await named(2), await named(3)]).toEqual(['early', null, null]);
    await startRun(test.context, { id: late, notebookId, name: 'late' });
    expect(await named(2)).toBe('late');
    expect((await readRun(test.context, { id: late ?? '' })).versions).toEqual([
      { model: 'tracked', version: 2 },
    ]);
    expect((await readRun(test.context, { id: foreign ?? '' })).versions).toEqual([]);
  });

  it('describes, and records what a re-run found', async () => {
    const { versionId } = await ready('told');
    await describeModel(test.context, { model: 'told', version: 1, description: 'With weather' });
    await recordVerification(test.context, { versionId, verification: { verdict: 'exact' } });
    expect(await readVersion(test.context, { model: 'told', version: 1 })).toMatchObject({
      description: 'With weather',
      verification: { verdict: 'exact' },
      verifiedAt: expect.any(Date),
    });
    await verifyAgain(test.context, { model: 'told', version: 1 });
    expect((await readVersion(test.context, { model: 'told', version: 1 })).verification).toEqual({
      verdict: 'waiting',
    });
  });

  it('pins every file of a version, so that the collector leaves it', async () => {
    const { versionId } = await ready('pinned');
    expect(await test.system.db.$count(blobReferences, eq(blobReferences.ownerId, versionId))).toBe(2);
    const row = await test.system.db.query.modelVersions.findFirst({
      where: eq(modelVersions.id, versionId),
    });
    expect(row?.bytes).toBeGreaterThan(0);
  });

  it('shows a model to the notebooks that were granted it or made it, and to no other', async () => {
    const promotion = await uploadPackage(test.context, { model: 'secret' });
    const { versionId } = await promoteModel(test.context, promotion);
    await admitVersion(test.context, { versionId });
    const { id: stranger } = await createNotebook(test.context, {});
    await expect(readGranted(test.context, { notebookId: stranger, model: 'secret' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(
      await readGranted(test.context, { notebookId: promotion.notebookId, model: 'secret' }),
    ).toMatchObject({
      version: 1,
      manifest: { target: 'cnt' },
    });
    const model = await readModel(test.context, { model: 'secret' });
    await grantPredictions(test.context, { notebookId: stranger, modelId: model.id });
    expect(
      await readGranted(test.context, { notebookId: stranger, model: 'secret', version: 'champion' }),
    ).toMatchObject({
      version: 1,
    });
  });
});
