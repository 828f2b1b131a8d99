import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesAttribute, writeFileLock } from '@/cells/document/file-lock';
import { serializeNotebook } from '@/cells/document/serialize';
import { actingAs } from '../../context';
import { blobReferences } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { createHttpApp } from '../../http/app';
import { openTestSystem, type TestSystem } from '../../testing';
import { collectBlobs } from '../storage';
import {
  checkFileRoom,
  createNotebook,
  deleteNotebook,
  findMissingFiles,
  keepFile,
  openFile,
  purgeNotebook,
  saveNotebook,
} from '.';

const listing = (title: string, files: Record<string, { hash: string; bytes: number; type: string }>) =>
  serializeNotebook({
    title,
    cells: [],
    attributes: { [filesAttribute]: writeFileLock(new Map(Object.entries(files))) ?? '' },
  });

describe.each(testDatabases)('files beside a notebook, on $name', ({ open }) => {
  let test: TestSystem;
  let app: ReturnType<typeof createHttpApp>;
  beforeAll(async () => {
    test = await openTestSystem({ open });
    app = createHttpApp(test.system);
  });
  afterAll(() => test.close());

  const put = (id: string, name: string, body: string, headers: Record<string, string> = {}) =>
    app.request(`http://localhost/api/notebooks/${id}/files/${encodeURIComponent(name)}`, {
      ...{ method: 'PUT', body, headers: { host: 'localhost', origin: 'http://localhost', ...headers } },
    });
  const add = async (id: string, name: string, body: string) => {
    const answer = await put(id, name, body);
    expect(answer.status).toBe(200);
    return (await answer.json()) as { hash: string; bytes: number; type: string };
  };

  it('keeps what a person puts there, and gives it to this notebook', async () => {
    const { id } = await createNotebook(test.context, { title: 'Cities' });
    const kept = await add(id, 'cities.json', '["Oslo"]');
    expect(kept).toMatchObject({ bytes: 8, type: 'application/json' });
    expect(await openFile(test.context, { notebookId: id, name: 'cities.json', hash: kept.hash })).toEqual({
      hash: kept.hash,
      bytes: 8,
    });
    expect(Buffer.from(await test.system.storage.readAll(kept.hash)).toString()).toBe('["Oslo"]');
  });

  it('gives no file of another notebook, even to one whose text lists it', async () => {
    const { id } = await createNotebook(test.context, { title: 'Secret' });
    const secret = await add(id, 'salaries.csv', 'name,salary\nAnn,1');
    const { id: other } = await createNotebook(test.context, { title: 'Curious' });
    // Its frame may write any text into the notebook.
    await saveNotebook(test.context, {
      id: other,
      html: listing('Curious', { 'salaries.csv': secret }),
      baseRevision: 1,
    });
    const ask = { notebookId: other, name: 'salaries.csv', hash: secret.hash };
    await expect(openFile(test.context, ask)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('salaries.csv is listed in this notebook, but is not here'),
    });
    expect(await findMissingFiles(test.context, { notebookId: other, hashes: [secret.hash] })).toEqual([
      secret.hash,
    ]);
  });

  it('takes none from who may only read, none for a notebook that is not there, none that is too large', async () => {
    const { id } = await createNotebook(test.context, { title: 'Read only' });
    const viewer = actingAs(test.system, { id: 'v', name: 'Vera', roles: ['viewer'] });
    const kept = await add(id, 'a.txt', 'a');
    const ask = { notebookId: id, name: 'a.txt', hash: kept.hash };
    expect(await openFile(viewer, ask)).toMatchObject({ bytes: 1 });
    const blob = await test.system.storage.put(Buffer.from('b'));
    await expect(keepFile(viewer, { notebookId: id, name: 'b.txt', blob })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect((await put('nowhere', 'a.txt', 'a')).status).toBe(404);
    expect((await put(id, '..', 'a')).status).not.toBe(200);
    expect((await put(id, 'a.txt', 'a', { origin: 'null' })).status).toBe(403);
    const room = (bytes: number) => checkFileRoom(test.context, { notebookId: id, name: 'huge.bin', bytes });
    await expect(room(101 * 1024 ** 2)).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('huge.bin has 101 MB; a file beside a notebook may have 100 MB'),
    });
    for (const digit of '0123456789')
      await keepFile(test.context, {
        notebookId: id,
        name: `much-${digit}.bin`,
        blob: { hash: digit.repeat(64), bytes: 100 * 1024 ** 2 },
      });
    await expect(room(30 * 1024 ** 2)).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('Download the notebook, and import what you get'),
    });
  });

  it('takes a longer name than a file may get now only where the notebook lists it', async () => {
    const long = 'ж'.repeat(101);
    const { id } = await createNotebook(test.context, { title: 'Long' });
    const answer = await put(id, `${long}.txt`, 'a');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('A file name has 200 bytes at most');
    const hash = createHash('sha256').update('from before').digest('hex');
    await expect(
      keepFile(test.context, { notebookId: id, name: `${long}.txt`, blob: { hash, bytes: 11 } }),
    ).rejects.toMatchObject({ code: 'bad_request' });
    const html = listing('Long', { [long]: { hash, bytes: 11, type: 'text/plain' } });
    await saveNotebook(test.context, { id, html, baseRevision: 1 });
    expect(await add(id, long, 'from before')).toMatchObject({ hash });
  });

  it('lends a copy nothing that only the text of its source names', async () => {
    const { id } = await createNotebook(test.context, { title: 'Secret' });
    const secret = await add(id, 'salaries.csv', 'name,salary\nBert,2');
    const { id: curious } = await createNotebook(test.context, { title: 'Curious' });
    const html = listing('Curious', { 'salaries.csv': secret });
    const missing = (notebookId: string) =>
      findMissingFiles(test.context, { notebookId, hashes: [secret.hash] });
    for (const given of [{ html }, { html, copyOf: curious }, { html, origin: 'version:none' }]) {
      const made = await createNotebook(test.context, given);
      expect(await missing(made.id)).toEqual([secret.hash]);
    }
    const copy = await createNotebook(test.context, { html, copyOf: id });
    expect(await missing(copy.id)).toEqual([]);
  });

  it('leaves nothing of a refused file in storage for ever', async () => {
    const { id } = await createNotebook(test.context, { title: 'Full' });
    for (const digit of '0123456789')
      await keepFile(test.context, {
        ...{ notebookId: id, name: `much-${digit}.bin` },
        blob: { hash: `f${digit}`.repeat(32), bytes: 100 * 1024 ** 2 },
      });
    // Twenty-four megabytes are left. A body that comes in pieces does not say how long it is.
    const body = new Blob(['x'.repeat(25 * 1024 ** 2)]).stream();
    const answer = await app.request(
      new Request(`http://localhost/api/notebooks/${id}/files/late.bin`, {
        ...{ method: 'PUT', body, duplex: 'half' },
        headers: { host: 'localhost', origin: 'http://localhost' },
      } as RequestInit), // `duplex` is asked for by fetch, and missing in its types
    );
    expect(answer.status).toBe(413);
    const stored = createHash('sha256')
      .update('x'.repeat(25 * 1024 ** 2))
      .digest('hex');
    expect(await test.system.storage.has(stored)).toBe(true);
    const later = { ...test.context, now: () => new Date(Date.now() + 25 * 3_600_000) };
    await collectBlobs(later, {});
    expect(await test.system.storage.has(stored)).toBe(false);
  });

  it('gives a copy the files that it lists, and no others; they go with the last notebook that has them', async () => {
    const { id } = await createNotebook(test.context, { title: 'First' });
    const listed = await add(id, 'a.json', '[1]');
    const old = await add(id, 'old.json', '[0]');
    const html = listing('Copy', { 'a.json': listed });
    const copy = await createNotebook(test.context, { html, copyOf: id });
    const hashes = [listed.hash, old.hash];
    expect(await findMissingFiles(test.context, { notebookId: copy.id, hashes })).toEqual([old.hash]);
    const count = async () =>
      (await test.system.db.select().from(blobReferences)).filter(({ hash }) => hash === listed.hash).length;
    expect(await count()).toBe(2);
    await deleteNotebook(test.context, { id });
    await purgeNotebook(test.context, { id });
    expect(await count()).toBe(1);
    expect(
      await openFile(test.context, { notebookId: copy.id, name: 'a.json', hash: listed.hash }),
    ).toMatchObject({ bytes: 3 });
  });
});
