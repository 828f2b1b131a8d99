import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inArray } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { createDocumentStore } from '@/cells/document/document-store';
import { type FromLiveServer, fromLiveServer, packUpdate, toBase64 } from '@/cells/document/live-messages';
import { notebookDocuments } from '../../db/schema';
import { createNotebook, keepUpdates, listAhead, openDocument, readNotebook } from '../../services/notebooks';
import { openTestSystem, type TestSystem } from '../../testing';
import { openLiveNotebooks } from './open-live-notebooks';

let test: TestSystem;
const ends: (() => Promise<void>)[] = [];

/** A web process of its own on the same database; gives its port. */
async function startProcess(): Promise<number> {
  const live = openLiveNotebooks(test.system);
  const server = createServer().on('upgrade', live.upgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(async () => {
    await live.close();
    server.close();
  });
  return (server.address() as AddressInfo).port; // a TCP server's address is an AddressInfo
}

beforeAll(async () => {
  test = await openTestSystem();
});
afterAll(async () => {
  for (const end of ends) await end();
  await test.close();
});

const file = (body: string) =>
  `<!doctype html>\n<notebook>\n  <title>Live</title>\n  <script id="1" type="module">\n    ${body}\n  </script>\n</notebook>\n`;

/** Somebody with the notebook open. */
async function join(port: number, id: string, name?: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/notebooks/${id}/live`, {
    origin: `http://127.0.0.1:${port}`,
  });
  const doc = new Y.Doc();
  const heard: FromLiveServer[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data, isBinary) => {
    if (isBinary) Y.applyUpdate(doc, new Uint8Array(data as Buffer), 'server');
    else heard.push(fromLiveServer.parse(JSON.parse(String(data))));
    for (const look of [...waiting]) look();
  });
  const until = (isThere: () => unknown) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isThere()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const say = (message: object) => socket.send(JSON.stringify(message));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  say({ type: 'hello', vector: toBase64(Y.encodeStateVector(doc)), name });
  await until(() => heard.some(({ type }) => type === 'synced'));
  const store = createDocumentStore(doc);
  let number = 0;
  store.onUpdate((update) => socket.send(packUpdate(++number, update)));
  const source = () => doc.getMap<Y.Map<Y.Text>>('cells').values().next().value?.get('source')?.toString();
  return { doc, store, heard, until, say, source, socket };
}

it('brings what one writes to the others, also by another process, once it is on the disk', async () => {
  const ports = [await startProcess(), await startProcess()] as const;
  const { id } = await createNotebook(test.context, { html: file('a') });
  const ann = await join(ports[0], id, 'Ann');
  const bob = await join(ports[0], id);
  const cleo = await join(ports[1], id);
  ann.store.apply({ type: 'source', id: 1, source: 'a of ann' });
  await ann.until(() => ann.heard.some((one) => one.type === 'kept' && one.number === 1));
  await bob.until(() => bob.source() === 'a of ann');
  await cleo.until(() => cleo.source() === 'a of ann');
  ann.say({ type: 'revise' });
  await ann.until(() => ann.heard.some((one) => one.type === 'revised' && one.number === 1));
  expect(await readNotebook(test.context, { id })).toMatchObject({ revision: 2, html: file('a of ann') });

  // Who is there is told, with a name and a colour of their own, and who goes.
  const people = ann.heard.flatMap((one) => (one.type === 'person' ? one.person : []));
  expect(people).toMatchObject([{ name: 'Guest 1', colour: 2 }]);
  bob.socket.close();
  await ann.until(() => ann.heard.some(({ type }) => type === 'left'));
});

it('gives who comes back what is missing, and takes what they wrote meanwhile', async () => {
  const port = await startProcess();
  const { id } = await createNotebook(test.context, { html: file('a') });
  const ann = await join(port, id);
  const before = Y.encodeStateVector(ann.doc);
  ann.socket.close();
  ann.store.apply({ type: 'title', title: 'Written away' });
  const bob = await join(port, id);
  bob.store.apply({ type: 'source', id: 1, source: 'a of bob' });
  await bob.until(() => bob.heard.some(({ type }) => type === 'kept'));
  const again = await join(port, id);
  expect(again.source()).toBe('a of bob');
  again.socket.send(packUpdate(1, Y.encodeStateAsUpdate(ann.doc, before)));
  await bob.until(() => bob.doc.getMap('notebook').get('title') === 'Written away');
});

it('makes the revisions that a process left undone, whichever of them cannot be made', async () => {
  const ids: string[] = [];
  for (const name of ['first', 'second', 'third']) {
    const { id } = await createNotebook(test.context, { html: file('a') });
    const { doc, through } = await openDocument(test.context, { id });
    const store = createDocumentStore(doc);
    const updates: { update: Uint8Array }[] = [];
    store.onUpdate((update) => updates.push({ update }));
    store.apply({ type: 'source', id: 1, source: `a of ${name}` });
    await keepUpdates(test.context, { id, after: through, updates });
    ids.push(id);
  }
  const [first = '', second = '', third = ''] = ids;
  await test.system.db
    .update(notebookDocuments)
    .set({ state: new Uint8Array([255, 255, 255, 255]) })
    .where(inArray(notebookDocuments.notebookId, [first, third]));
  await startProcess();
  await expect
    .poll(async () => (await readNotebook(test.context, { id: second })).html)
    .toBe(file('a of second'));
  expect(await listAhead(test.system.db)).toEqual(expect.arrayContaining([first, third]));
});

it('refuses other sites, and what is no update, in words', async () => {
  const port = await startProcess();
  const { id } = await createNotebook(test.context, { html: file('a') });
  const foreign = new WebSocket(`ws://127.0.0.1:${port}/api/notebooks/${id}/live`, {
    origin: 'https://elsewhere.example',
  });
  const status = await new Promise((resolve) => {
    foreign.on('error', () => {});
    foreign.on('unexpected-response', (_request, response) => resolve(response.statusCode));
  });
  expect(status).toBe(403);
  const ann = await join(port, id);
  ann.socket.send(packUpdate(1, new Uint8Array([255, 255, 255, 255])));
  await ann.until(() => ann.heard.some(({ type }) => type === 'refused'));
  expect(ann.heard.find(({ type }) => type === 'refused')).toMatchObject({ number: 1 });
  expect((await readNotebook(test.context, { id })).revision).toBe(1);
});
