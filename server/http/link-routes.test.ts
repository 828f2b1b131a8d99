import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NotebookFile, writeFileLock } from '@/cells/document/file-lock';
import { writePackageLock } from '@/cells/document/package-lock';
import { serializeNotebook } from '@/cells/document/serialize';
import { packageModules } from '../db/schema';
import { testDatabases } from '../db/testing';
import { addDatasetFile } from '../services/datasets';
import { createLink, listLinks, restoreLink, revokeLink } from '../services/links';
import {
  createNotebook,
  deleteNotebook,
  grantDataset,
  grantPredictions,
  keepFile,
  saveNotebook,
} from '../services/notebooks';
import { openTestSystem, type TestSystem } from '../testing';
import { createHttpApp } from './app';

const birds = { version: '1.0.0', integrity: `sha512-${'b'.repeat(86)}==`, dependencies: [] };

const file = (title: string, body: string) =>
  `<!doctype html>\n<notebook>\n  <title>${title}</title>\n  <script id="1" type="module">\n    ${body}\n  </script>\n</notebook>\n`;

describe.each(testDatabases)('sharing by link, on $name', ({ open }) => {
  let test: TestSystem;
  let app: ReturnType<typeof createHttpApp>;
  let notebookId: string;
  let otherId: string;
  beforeAll(async () => {
    test = await openTestSystem({ open, config: { publicLinks: true } });
    app = createHttpApp(test.system);
    const notebook = async (title: string, table: string) => {
      const { id } = await createNotebook(test.context, { html: file(title, '1') });
      const { datasetId } = await addDatasetFile(test.context, {
        ...{ name: table, fileName: `${table}.csv` },
        content: Readable.from([Buffer.from(`${table}\n1\n2\n`)]),
      });
      await grantDataset(test.context, { notebookId: id, datasetId, table });
      return id;
    };
    notebookId = await notebook('Shared', 'rides');
    otherId = await notebook('Not shared', 'salaries');
  });
  afterAll(() => test.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    app.request(`http://localhost${path}`, { headers: { host: 'localhost', ...headers } });
  const make = async (options: Partial<Parameters<typeof createLink>[1]> = {}) =>
    createLink(test.context, { notebookId, ...options });

  it('gives the newest revision, or the one that was pinned, and the data sets of this notebook', async () => {
    const newest = await make();
    const pinned = await make({ revision: 1 });
    await saveNotebook(test.context, { id: notebookId, html: file('Shared', '2'), baseRevision: 1 });
    const read = async (token: string) => (await get(`/apps/${token}/notebook`)).json();
    expect(await read(newest.token)).toMatchObject({ title: 'Shared', html: file('Shared', '2') });
    expect(await read(pinned.token)).toMatchObject({ html: file('Shared', '1') });
    expect(Object.keys(await read(newest.token)).sort()).toEqual(['html', 'savedAt', 'title']);
    const tables = await (await get(`/apps/${newest.token}/tables`)).json();
    expect(tables.map(({ table, rows }: { table: string; rows: number }) => [table, rows])).toEqual([
      ['rides', 2],
    ]);
    const opened = await (await get(`/apps/${newest.token}/tables/rides`)).json();
    expect((await get(opened.source)).status).toBe(200);
    const { links } = await listLinks(test.context, { notebookId });
    expect(links.find(({ id }) => id === newest.id)?.lastUsedAt).toEqual(expect.any(Date));
  });

  it('gives nothing for a token that is guessed, cut, or of another shape', async () => {
    const { token } = await make();
    const last = token.endsWith('A') ? 'B' : 'A';
    for (const wrong of [
      `${token.slice(0, -1)}${last}`,
      token.slice(0, -1),
      `${token}A`,
      'x',
      '%00',
      "'--",
    ]) {
      for (const path of ['notebook', 'tables', 'tables/rides', 'packages?name=birds&range=1', 'files/b.txt'])
        expect((await get(`/apps/${wrong}/${path}`)).status, `${wrong} ${path}`).toBe(404);
      const page = await get(`/embed/${wrong}`);
      expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect((await get(`/embed/${wrong}/frame.html`)).status).toBe(404);
    }
  });

  it('says of every link that leads nowhere the same, so that nobody learns which ever did', async () => {
    const revoked = await make();
    const expired = await make({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    const { id: goneId } = await createNotebook(test.context, { html: file('Gone', '1') });
    const gone = await createLink(test.context, { notebookId: goneId });
    await revokeLink(test.context, { id: revoked.id });
    await deleteNotebook(test.context, { id: goneId });
    expect((await get(`/apps/${expired.token}/notebook`)).status).toBe(200);
    test.setTime(new Date(Date.now() + 120_000));
    const answers = await Promise.all(
      [revoked.token, expired.token, gone.token, 'A'.repeat(43)].map(async (token) => {
        const answer = await get(`/apps/${token}/notebook`);
        return [answer.status, await answer.text()];
      }),
    );
    expect(new Set(answers.map(String)).size).toBe(1);
    expect(answers[0]?.[0]).toBe(404);
    await restoreLink(test.context, { id: revoked.id });
    expect((await get(`/apps/${revoked.token}/notebook`)).status).toBe(200);
  });

  it('gives no data of another notebook, and nothing else that this one was granted', async () => {
    const { token } = await make();
    expect((await get(`/apps/${token}/tables/salaries`)).status).toBe(403);
    expect((await get(`/apps/${token}/tables/..%2F..%2Fsalaries`)).status).toBe(403);
    await expect(grantPredictions(test.context, { notebookId, modelId: 'none' })).rejects.toThrow();
    for (const path of ['predictions', 'models', 'runs', `../${otherId}/notebook`])
      expect((await get(`/apps/${token}/${path}`)).status, path).toBe(404);
  });

  it('gives the packages and files that the shown text locks, those of now or of the pinned revision, and no others', async () => {
    const locked = (files: Record<string, NotebookFile>) =>
      serializeNotebook({
        title: 'Locked',
        cells: [],
        attributes: {
          'data-packages': writePackageLock(new Map([['birds@1', birds]])) ?? '',
          'data-files': writeFileLock(new Map(Object.entries(files))) ?? '',
        },
      });
    const { id } = await createNotebook(test.context, { title: 'Locked' });
    const keep = async (notebook: string, name: string, text: string) => {
      const blob = await test.system.storage.put(Buffer.from(text));
      await keepFile(test.context, { notebookId: notebook, name, blob });
      return { ...blob, type: 'text/plain' };
    };
    const [first, second] = [await keep(id, 'späte züge.txt', 'late'), await keep(id, 'b.txt', 'b')];
    const secret = await keep(otherId, 'secret.txt', 'secret');
    await saveNotebook(test.context, { id, html: locked({ 'späte züge.txt': first }), baseRevision: 1 });
    const pinned = await createLink(test.context, { notebookId: id, revision: 2 });
    const html = locked({ 'b.txt': second, 'secret.txt': secret });
    await saveNotebook(test.context, { id, html, baseRevision: 2 });
    const newest = await createLink(test.context, { notebookId: id });
    const file = (token: string, name: string, { hash }: NotebookFile) =>
      get(`/apps/${token}/files/${encodeURIComponent(name)}?hash=${hash}`);
    const { url } = await (await file(pinned.token, 'späte züge.txt', first)).json();
    expect(await (await get(url)).text()).toBe('late');
    expect((await file(newest.token, 'b.txt', second)).status).toBe(200);
    for (const [token, name, wanted] of [
      [newest.token, 'späte züge.txt', first],
      [pinned.token, 'b.txt', second],
      [newest.token, 'b.txt', secret],
      // The text may list it; the notebook was never given it.
      [newest.token, 'secret.txt', secret],
    ] as const)
      expect((await file(token, name, wanted)).status, name).toBe(403);

    const load = (query: string) => get(`/apps/${newest.token}/packages?${query}`);
    expect((await load('name=birds&range=1')).status).toBe(404);
    const blob = await test.system.storage.put(Buffer.from('export const bird = 1'));
    await test.system.db.insert(packageModules).values({
      ...{ id: 'm1', name: 'birds', path: '', licence: 'ISC', format: 'esm', notes: [] },
      ...birds,
      dependencies: [],
      lockHash: createHash('sha256').update(birds.integrity).digest('hex'),
      ...blob,
      createdAt: new Date(),
      createdBy: test.context.actor.id,
    });
    const found = await (await load('name=birds&range=1')).json();
    expect(found).toMatchObject({ name: 'birds', version: '1.0.0', format: 'esm' });
    expect(await (await get(found.url)).text()).toBe('export const bird = 1');
    for (const query of ['name=birds&range=2', 'name=birds', 'name=other&range=1'])
      expect((await load(query)).status, query).toBe(403);
    expect((await load('name=birds&range=1&path=../x')).status).toBe(404);
  });

  it('takes nothing: every other method and every write of the API stays what it was', async () => {
    const { token } = await make();
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
      for (const path of [`/apps/${token}`, `/apps/${token}/notebook`, `/embed/${token}`]) {
        const answer = await app.request(`http://localhost${path}`, {
          method,
          headers: { host: 'localhost' },
          body: method === 'DELETE' ? undefined : '{}',
        });
        expect(answer.status, `${method} ${path}`).toBe(404);
      }
    const forged = await app.request('http://localhost/api/trpc/links.create', {
      method: 'POST',
      headers: { host: 'localhost', origin: 'null', 'content-type': 'application/json' },
      body: JSON.stringify({ notebookId }),
    });
    expect(forged.status).toBe(403);
    const read = await get(`/apps/${token}/notebook`, { origin: 'null', 'sec-fetch-site': 'cross-site' });
    expect(read.status).toBe(403);
  });

  it('stands in pages of the sites that the link names, and in no other', async () => {
    const open = await make({ origins: ['https://news.example/', 'http://localhost:8080'] });
    const closed = await make();
    const policy = async (path: string) => (await get(path)).headers.get('content-security-policy') ?? '';
    const ancestors = async (path: string) => /frame-ancestors ([^;]*)/.exec(await policy(path))?.[1];
    expect(await ancestors(`/embed/${open.token}`)).toBe('https://news.example http://localhost:8080');
    expect(await ancestors(`/embed/${closed.token}`)).toBe("'none'");
    expect(await ancestors(`/apps/${open.token}`)).toBe("'none'");
    const frame = `/embed/${open.token}/frame.html`;
    expect(await ancestors(frame)).toBe('http://localhost https://news.example http://localhost:8080');
    expect(await policy(frame)).toContain('sandbox allow-scripts');
    expect((await get(frame)).headers.get('connection-allowlist')).toBe('(response-origin)');
    expect(await policy(`/embed/${open.token}`)).toContain(`frame-src http://localhost${frame}`);
    for (const bad of [
      '*',
      'https://*.example',
      'news.example',
      'https://news.example/path',
      'javascript:1',
      'null',
      'https://a.example; script-src *',
    ])
      await expect(make({ origins: [bad] }), bad).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('is refused, and every link ends, where the operator does not allow it', async () => {
    const { token } = await make();
    const off = { ...test.context, config: { ...test.context.config, publicLinks: false } };
    const closed = createHttpApp(off);
    await expect(createLink(off, { notebookId })).rejects.toMatchObject({ code: 'forbidden' });
    const answer = await closed.request(`http://localhost/apps/${token}/notebook`, {
      headers: { host: 'localhost' },
    });
    expect(answer.status).toBe(404);
    expect((await listLinks(off, { notebookId })).isAllowed).toBe(false);
  });

  it('keeps tokens sealed, and tells them only to those who may share', async () => {
    const { id, token } = await make();
    const row = await test.system.db.query.links.findFirst({ where: (links, { eq }) => eq(links.id, id) });
    expect(JSON.stringify(row)).not.toContain(token);
    const viewer = { ...test.context, actor: { id: 'v', name: 'V', roles: ['viewer' as const] } };
    const told = async (context: typeof test.context) =>
      (await listLinks(context, { notebookId })).links.find((link) => link.id === id)?.token;
    expect([await told(test.context), await told(viewer)]).toEqual([token, null]);
  });
});
