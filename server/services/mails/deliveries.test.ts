import type { Email } from 'postal-mime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailSink, startMailSink } from '@/tests/e2e/mail-sink';
import { findPort } from '@/tests/find-port';
import { createHttpApp, routesOf } from '../../http/app';
import { openTestSystem, type TestSystem } from '../../testing';
import { sendMail } from '../../worker/send-mail';
import {
  listReaders,
  queueMail,
  readMail,
  releaseAddress,
  resendMail,
  resolveRecipients,
  setQuietHours,
  storeLetter,
  unsubscribePlaceholder,
} from '.';

let world: TestSystem;
let sink: MailSink;
beforeAll(async () => {
  const port = await findPort();
  sink = await startMailSink(port, (address) => address.startsWith('gone'));
  world = await openTestSystem({
    config: { smtpUrl: `smtp://127.0.0.1:${port}`, url: 'http://localhost:3140' },
  });
  world.setTime(new Date('2026-03-02T12:00:00Z'));
});
afterAll(async () => {
  await sink.close();
  await world.close();
});

let number = 0;
async function write(
  recipients: readonly string[],
  about: { key?: string; kind?: 'report' | 'alert'; topic?: string } = {},
): Promise<string> {
  number += 1;
  const text = `Leave: ${unsubscribePlaceholder}`;
  const html = `<p><a href="${unsubscribePlaceholder}">Leave</a> ${'long '.repeat(60)}</p>`;
  const letter = await storeLetter(world.context, { subject: `Mail ${number}`, html, text }, recipients);
  const { id } = await world.system.db.transaction((db) =>
    queueMail(
      {
        ...world.context,
        db,
        queue: {
          send: (type, data, options) => world.system.queue.send(type, data, options, db),
          sendAll: (type, jobs) => world.system.queue.sendAll(type, jobs, db),
        },
      },
      letter,
      { key: `test:${number}`, kind: 'report', topic: 'schedule:one', ...about },
    ),
  );
  return id;
}
const send = (mailId: string) =>
  sendMail(world.system, {
    id: 'job',
    data: { mailId },
    signal: new AbortController().signal,
    retryCount: 0,
  });
const gotten = () => sink.mails.slice(before);
let before = 0;
const headerOf = (mail: Email | undefined, name: string) =>
  mail?.headers.find(({ key }) => key === name)?.value;

test('each reader gets a message of their own, with their own link and a lasting id', async () => {
  const id = await write(['ada@example.org', 'charles@example.org', 'ADA@example.org']);
  await send(id);
  await send(id);
  const [ada, charles, ...others] = gotten();
  expect(others).toEqual([]);
  expect(ada?.to).toMatchObject([{ address: 'ADA@example.org' }]);
  expect(ada?.messageId).toMatch(new RegExp(`^<${id}\\.[0-9a-f]{12}@localhost>$`));
  expect(ada?.messageId).not.toBe(charles?.messageId);
  const link = /http:\/\/localhost:3140\/unsubscribe\/\S+/.exec(ada?.text ?? '')?.[0] ?? 'none';
  expect(ada?.html).toContain(`href="${link}"`);
  expect(headerOf(ada, 'list-unsubscribe')).toBe(`<${link}>`);
  expect(headerOf(ada, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  expect(charles?.text).not.toContain(link);
  expect(await readMail(world.context, { id })).toMatchObject({ state: 'sent', attempts: 1 });
});

test('one mail is written of one thing, whoever asks twice', async () => {
  const first = await write(['ada@example.org'], { key: 'report:same' });
  expect(await write(['ada@example.org'], { key: 'report:same' })).toBe(first);
});

test('opening the link changes nothing; its button, or one click in a mail program, does', async () => {
  before = sink.mails.length;
  await send(await write(['leaver@example.org'], { topic: 'schedule:left' }));
  const link = /http:\/\/localhost:3140(\/unsubscribe\/\S+)/.exec(gotten()[0]?.text ?? '')?.[1] ?? '';
  const app = createHttpApp(world.system, routesOf(world.system), { api: false });
  const ask = (path: string, method: string) =>
    app.request(path, { method, headers: { host: 'localhost:3140' } });
  const page = await ask(link, 'GET');
  expect(await page.text()).toContain('leaver@example.org will get no more');
  expect((await listReaders(world.context, {})).left).toEqual([]);
  expect((await ask(`${link.slice(0, -1)}~`, 'POST')).status).toBe(404);
  expect((await ask(link, 'POST')).status).toBe(200);
  expect((await ask(link, 'POST')).status).toBe(200);
  before = sink.mails.length;
  const id = await write(['leaver@example.org'], { topic: 'schedule:left' });
  await send(id);
  await send(await write(['leaver@example.org'], { topic: 'schedule:other' }));
  expect(gotten()).toHaveLength(1);
  expect(await readMail(world.context, { id })).toMatchObject({
    state: 'held',
    deliveries: [{ state: 'held', error: expect.stringContaining('unsubscribed') }],
  });
});

test('an address that is refused for good three times is held back, until a person releases it', async () => {
  before = sink.mails.length;
  const ids: string[] = [];
  for (let i = 0; i < 4; i++) {
    ids.push(await write(['gone@example.org', 'ada@example.org']));
    await send(ids[i] ?? '');
  }
  expect(gotten()).toHaveLength(4);
  const fates = await Promise.all(ids.map((id) => readMail(world.context, { id })));
  expect(fates.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed', 'sent']);
  expect(fates[0]?.error).toContain('no such mailbox');
  expect(fates[3]?.deliveries.find(({ address }) => address === 'gone@example.org')).toMatchObject({
    state: 'held',
    error: expect.stringContaining('refused 3 times'),
  });
  expect((await listReaders(world.context, {})).known).toMatchObject([
    { address: 'gone@example.org', refusals: 3 },
  ]);
  // Once more, to those whom it did not reach alone.
  await releaseAddress(world.context, { address: 'gone@example.org' });
  await resendMail(world.context, { id: ids[0] ?? '' });
  await send(ids[0] ?? '');
  expect(gotten()).toHaveLength(4);
  expect((await listReaders(world.context, {})).known).toMatchObject([{ refusals: 1, heldSince: null }]);
});

test('alerts wait for the end of quiet hours, reports do not', async () => {
  before = sink.mails.length;
  await setQuietHours(world.context, {
    address: 'ada@example.org',
    hours: { from: '22:00', to: '07:30', timeZone: 'Europe/Berlin' },
  });
  world.setTime(new Date('2026-03-02T23:10:00Z'));
  const alert = await write(['ada@example.org'], { kind: 'alert' });
  await send(alert);
  await send(await write(['ada@example.org']));
  expect(gotten()).toHaveLength(1);
  const [waiting] = (await readMail(world.context, { id: alert })).deliveries;
  expect(waiting?.state).toBe('quiet');
  expect(waiting?.waitsUntil?.toISOString()).toBe('2026-03-03T06:30:00.000Z');
});

test('recipients are addresses, roles, or whom a cell gives', async () => {
  const cells: Record<string, string> = {
    team: 'Array(2) ["Ada <ada@example.org>", "no one", "bob@x.org"]',
    none: '42',
  };
  const resolve = (list: string[]) => resolveRecipients(world.context, list, (name) => cells[name]);
  expect(await resolve(['=team', 'ADA@example.org', 'c@example.org'])).toEqual({
    addresses: ['ADA@example.org', 'bob@x.org', 'c@example.org'],
    problems: [],
  });
  const lost = await resolve(['=none', '=missing', '@owners']);
  expect(lost.addresses).toEqual([]);
  expect(lost.problems).toEqual([
    'Recipients =none: the cell gives no mail address.',
    'Recipients =missing: the notebook has no cell missing that ran.',
    'Recipients @owners: nobody of that role has a mail address.',
  ]);
  cells.many = Array.from({ length: 60 }, (_, i) => `r${i}@example.org`).join(' ');
  const many = await resolve(['=many']);
  expect(many.addresses).toHaveLength(50);
  expect(many.problems[0]).toContain('60');
});
