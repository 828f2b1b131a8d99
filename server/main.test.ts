import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config';
import { createDurable } from './db/durable-file-system';
import { readTemplate } from './db/testing';
import { silentLog } from './log';
import { type RunningServer, startServer } from './main';

const programFolder = join(import.meta.dirname, '..');
const open = (folder: string, settings: Record<string, string> = {}) =>
  startServer(readConfig({ PORT: '0', CELLAR_DATA: folder, DUMP_HOURS: '0', ...settings }, folder), {
    programFolder,
    pages: false,
    log: silentLog,
  });

describe('the process', () => {
  let folder: string;
  let server: RunningServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-main-'));
    await createDurable(join(folder, 'data/database'), await readTemplate());
    server = await open(join(folder, 'data'));
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** As a browser or program sends it, whatever fetch would not let a test set. */
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET', body?: string) =>
    new Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }>(
      (resolve, reject) => {
        const request = httpRequest(
          { host: '127.0.0.1', port: server.port, path, method, headers, agent: false },
          (response) => {
            let text = '';
            response.setEncoding('utf8').on('data', (chunk) => {
              text += chunk;
            });
            response.on('end', () =>
              resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }),
            );
          },
        );
        request.on('error', reject);
        request.end(body);
      },
    );
  const host = () => `localhost:${server.port}`;
  const save = { 'content-type': 'application/json' };

  it('keeps everything in a folder that only its owner can read', async () => {
    expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'data/secret'))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'data'))).toEqual(
      expect.arrayContaining(['database', 'files', 'lock', 'secret']),
    );
  });

  it('says that it is well', async () => {
    const { status, body } = await ask('/health', { host: host() });
    expect([status, JSON.parse(body)]).toMatchObject([200, { status: 'ok', role: 'all' }]);
  });

  it('refuses a second process on the same folder and says who holds it', async () => {
    await expect(open(join(folder, 'data'))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(
        new RegExp(`in use by process ${process.pid}\\. Stop that Cellar first, or .*CELLAR_DATA`),
      ),
    });
  });

  it('names the setting to change when the port is taken', async () => {
    await expect(open(join(folder, 'other'), { PORT: String(server.port) })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/Port \d+ is taken.*PORT=\d+ npm start/),
    });
  });

  it('answers to its own names only, so that no page reaches it by a name of its own', async () => {
    expect(await ask('/health', { host: `127.0.0.1:${server.port}` })).toMatchObject({ status: 200 });
    expect(await ask('/health', { host: '[::1]:9' })).toMatchObject({ status: 200 });
    for (const name of ['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io'])
      expect(await ask('/api/trpc/notebooks.list', { host: name })).toMatchObject({ status: 421 });
  });

  it('takes changes from programs and from its own pages, not from other pages', async () => {
    const create = (headers: Record<string, string>) =>
      ask('/api/trpc/notebooks.create', { host: host(), ...save, ...headers }, 'POST', '{}');
    expect(await create({})).toMatchObject({ status: 200 });
    expect(await create({ origin: `http://${host()}`, 'sec-fetch-site': 'same-origin' })).toMatchObject({
      status: 200,
    });
    for (const origin of [
      'null',
      'http://evil.example',
      'http://localhost:1',
      `http://${host()}.evil.example`,
    ])
      expect(await create({ origin })).toMatchObject({ status: 403 });
    expect(await create({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toMatchObject({
      status: 403,
    });
    expect(await create({ 'sec-fetch-site': 'same-site' })).toMatchObject({ status: 403 });
  });

  it('lets other pages link here but not read', async () => {
    const list = (mode: string) =>
      ask('/api/trpc/notebooks.list?input=%7B%7D', {
        host: host(),
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': mode,
      });
    expect(await list('navigate')).toMatchObject({ status: 200 });
    expect(await list('no-cors')).toMatchObject({ status: 403 });
  });

  it('answers the opaque frame on signed files only', async () => {
    const fromFrame = { host: host(), origin: 'null', 'sec-fetch-site': 'cross-site' };
    const data = await ask('/data/forged/file.parquet', fromFrame);
    expect(data).toMatchObject({ status: 403, body: expect.stringContaining('not valid any more') });
    const preflight = await ask('/data/forged/file.parquet', fromFrame, 'OPTIONS');
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': '*' } });
    expect((await ask('/api/trpc/notebooks.list', fromFrame)).status).toBe(403);
    expect((await ask('/health', fromFrame)).status).toBe(403);
    expect((await ask('/data/forged/file.parquet', fromFrame, 'POST')).status).toBe(403);
  });

  it('gives errors as JSON that say nothing of the inside', async () => {
    const answer = await ask('/api/nothing', { host: host() });
    expect(answer).toMatchObject({ status: 404 });
    expect(JSON.parse(answer.body)).toEqual({
      error: { code: 'not_found', message: 'There is nothing at /api/nothing.' },
    });
    const wrong = await ask('/api/trpc/notebooks.read?input=%7B%22id%22%3A3%7D', { host: host() });
    expect(wrong.status).toBe(400);
    expect(wrong.body).not.toContain('stack');
  });

  it('refuses a body beyond the limit of its route', async () => {
    const headers = { host: host(), ...save, 'content-length': String(200 * 1024 ** 2) };
    expect(await ask('/api/trpc/notebooks.create', headers, 'POST', '')).toMatchObject({ status: 413 });
  });

  it('takes a body whose length is not told in advance', async () => {
    const headers = { host: host(), ...save, 'transfer-encoding': 'chunked' };
    expect(await ask('/api/trpc/notebooks.create', headers, 'POST', '{}')).toMatchObject({ status: 200 });
  });
});

it('gives everything back when it closes: the same folder opens again with what was written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cellar-main-'));
  await createDurable(join(folder, 'database'), await readTemplate());
  const first = await open(folder);
  const { id } = await create(first.url);
  await first.close();
  const second = await open(folder);
  const list = await fetch(`${second.url}/api/trpc/notebooks.list?input=%7B%7D`).then((r) => r.text());
  expect(list).toContain(id);
  await second.close();
  expect(await readdir(folder)).not.toContain('lock');
  await rm(folder, { recursive: true, force: true });
});

async function create(url: string): Promise<{ id: string }> {
  const response = await fetch(`${url}/api/trpc/notebooks.create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  return (await response.json()).result.data;
}
