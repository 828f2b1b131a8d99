import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type FileLock, filesAttribute, readFileLock, writeFileLock } from '@/cells/document/file-lock';
import { mediaTypeOf } from '@/cells/document/media-types';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import { AppError } from '../../errors';
import { createHttpApp } from '../../http/app';
import {
  createNotebook,
  deleteNotebook,
  findMissingFiles,
  keepFile,
  listNotebooks,
  purgeNotebook,
  readNotebook,
  saveNotebook,
} from '../../services/notebooks';
import { openTestSystem, type TestSystem } from '../../testing';
import type { SyncOptions } from './folder-run';
import { syncFolder } from './sync-folder';
import { openWorkspace, type Workspace } from './workspace';

/** A folder and a server that answers on a port, in the `describe` that asks for it. Each test begins with an empty folder and an empty workspace. */
export function openTestFolder() {
  let test: TestSystem;
  let folder = '';
  let url: string;
  const server = createServer();
  beforeAll(async () => {
    test = await openTestSystem();
    server.on('request', getRequestListener(createHttpApp(test.system).fetch));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server's address is an AddressInfo
    url = `http://127.0.0.1:${port}`;
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-files-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
    for (const { id } of await listNotebooks(test.context, {})) await deleteNotebook(test.context, { id });
    for (const { id } of await listNotebooks(test.context, { deleted: true }))
      await purgeNotebook(test.context, { id });
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await test.close();
  });

  const sync = (direction: SyncOptions['direction'], deletes = false, changed: Partial<Workspace> = {}) =>
    syncFolder({ ...real(), ...changed }, folder, { direction, deletes });
  const real = () => openWorkspace({ url });
  const refuse = async () => {
    throw new AppError('internal', 'Something went wrong.');
  };
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  /** As an editor saves a text that it had read before. */
  const retitle = async (name: string, title: string) =>
    write(name, (await read(name)).replace(/<title>.*<\/title>/, `<title>${title}</title>`));
  const isThere = (name: string) =>
    access(join(folder, name)).then(
      () => true,
      () => false,
    );
  const notebook = (title: string, files: FileLock, text = 'a') =>
    serializeNotebook({
      title,
      cells: [
        {
          id: 1,
          kind: 'javascript',
          type: 'module',
          source: text,
          pinned: false,
          hidden: false,
          attributes: {},
        },
      ],
      attributes: files.size === 0 ? {} : { [filesAttribute]: writeFileLock(files) ?? '' },
    });
  const keep = async (notebookId: string, name: string, text: string) => {
    const blob = await test.system.storage.put(Buffer.from(text));
    await keepFile(test.context, { notebookId, name, blob });
    return { ...blob, type: mediaTypeOf(name) };
  };
  /** A notebook of the workspace with files, in step with the folder. */
  async function pulled(title: string, texts: Record<string, string>) {
    const { id } = await createNotebook(test.context, { title });
    const files = await keepAll(id, texts);
    await saveNotebook(test.context, { id, html: notebook(title, files), baseRevision: 1 });
    await sync('pull');
    return { id, files };
  }
  async function keepAll(id: string, texts: Record<string, string>) {
    const files = new Map<string, Awaited<ReturnType<typeof keep>>>();
    for (const [name, text] of Object.entries(texts)) files.set(name, await keep(id, name, text));
    return files;
  }
  const listed = async (id: string) =>
    readFileLock(parseNotebook((await readNotebook(test.context, { id })).html));
  /** What the only notebook of a title lists and has not got. */
  const missing = async (title: string) => {
    const [found, ...more] = (await listNotebooks(test.context, {})).filter((each) => each.title === title);
    if (!found || more.length > 0) throw new Error(`There is not one notebook ${title}.`);
    const hashes = [...(await listed(found.id)).values()].map(({ hash }) => hash);
    expect(hashes).not.toEqual([]);
    return findMissingFiles(test.context, { notebookId: found.id, hashes });
  };
  const path = (name: string) => join(folder, name);
  return {
    get context() {
      return test.context;
    },
    path,
    sync,
    real,
    refuse,
    write,
    read,
    retitle,
    isThere,
    notebook,
    keep,
    pulled,
    keepAll,
    listed,
    missing,
  };
}
