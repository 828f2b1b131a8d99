import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webhooks } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { parseRanges } from '../../outbound';
import { openTestSystem, type TestSystem } from '../../testing';
import { deliverWebhook } from '../../worker/deliver-webhook';
import {
  createWebhook,
  emit,
  listWebhooks,
  mostAttempts,
  removeWebhook,
  sealWebhookSecrets,
  sendWebhookAgain,
  switchWebhook,
} from '.';

describe.each(testDatabases)('webhooks on $name', ({ open }) => {
  let test: TestSystem;
  let url: string;
  let answer = 200;
  const arrived: { headers: Record<string, unknown>; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    arrived.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
    response.writeHead(answer).end('secret words of an inner service');
  });
  beforeAll(async () => {
    test = await openTestSystem({ open, config: { outboundPrivate: parseRanges('127.0.0.1') } });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`; // a TCP server's
  });
  afterAll(async () => {
    server.close();
    await test.close();
  });
  beforeEach(() => {
    arrived.length = 0;
    answer = 200;
  });

  /** Of a program, whose secret is told. */
  const create = async (events: 'model.alias.moved'[]) => {
    const { id, secret } = await createWebhook(test.context, { url, events });
    return { id, secret: secret ?? '' };
  };
  const tell = () =>
    test.system.db.transaction((db) =>
      emit(
        {
          db,
          now: test.system.now,
          queue: {
            send: (type, data, options) => test.system.queue.send(type, data, options, db),
            sendAll: (type, jobs) => test.system.queue.sendAll(type, jobs, db),
          },
        },
        'model.alias.moved',
        { model: 'bikes', alias: 'champion', to: 2 },
      ),
    );
  const listed = async (id: string) => {
    const { webhooks } = await listWebhooks(test.context, {});
    return webhooks.find((hook) => hook.id === id);
  };
  const deliver = (deliveryId: string, retryCount = 0) =>
    deliverWebhook(test.system, {
      id: 'job',
      data: { deliveryId },
      signal: new AbortController().signal,
      retryCount,
    });

  it('are told what they asked for, signed as Standard Webhooks says', async () => {
    const { id, secret } = await create(['model.alias.moved']);
    const other = await createWebhook(test.context, { url, events: ['model.version.ready'] });
    await tell();
    const delivery = (await listed(id))?.deliveries[0];
    expect((await listed(other.id))?.deliveries).toEqual([]);
    await deliver(delivery?.id ?? '');
    expect(arrived).toHaveLength(1);
    const { headers, body } = arrived[0] ?? { headers: {}, body: '' };
    expect(JSON.parse(body)).toMatchObject({ type: 'model.alias.moved', data: { model: 'bikes', to: 2 } });
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
    );
    expect((await listed(id))?.deliveries[0]).toMatchObject({ state: 'delivered', status: 200, attempts: 1 });
    await deliver(delivery?.id ?? '');
    expect(arrived, 'delivered again by the queue').toHaveLength(1);
    expect(JSON.stringify(await listWebhooks(test.context, {}))).not.toContain(secret);
    await removeWebhook(test.context, { id });
    await removeWebhook(test.context, { id: other.id });
  });

  it('keep their secret sealed, also one that was stored plain before', async () => {
    const { id, secret } = await create([]);
    const stored = async () =>
      (await test.system.db.query.webhooks.findFirst({ where: eq(webhooks.id, id) }))?.secret ?? '';
    expect(await stored()).toMatch(/^sealed:v1:/);
    await test.system.db.update(webhooks).set({ secret }).where(eq(webhooks.id, id));
    expect(await sealWebhookSecrets(test.context, {})).toEqual({ sealed: 1 });
    expect(await stored()).toMatch(/^sealed:v1:/);
    expect(await sealWebhookSecrets(test.context, {})).toEqual({ sealed: 0 });
    await tell();
    await deliver((await listed(id))?.deliveries[0]?.id ?? '');
    const { headers, body } = arrived[0] ?? { headers: {}, body: '' };
    const signed = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
      .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
      .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signed}`);
    await test.system.db.update(webhooks).set({ secret: 'sealed:v1:AAAA' }).where(eq(webhooks.id, id));
    await tell();
    const deliveryId = (await listed(id))?.deliveries[0]?.id ?? '';
    await expect(deliver(deliveryId)).rejects.toThrow('cannot be read');
    expect(arrived).toHaveLength(1);
    await removeWebhook(test.context, { id });
  });

  it('are tried again until enough, say why, and can be sent again by hand', async () => {
    const { id } = await createWebhook(test.context, { url, events: [] });
    await tell();
    const deliveryId = (await listed(id))?.deliveries[0]?.id ?? '';
    answer = 503;
    await expect(deliver(deliveryId)).rejects.toThrow('status 503');
    expect((await listed(id))?.deliveries[0]).toMatchObject({ state: 'waiting', attempts: 1, status: 503 });
    await deliver(deliveryId, mostAttempts - 1);
    const failed = (await listed(id))?.deliveries[0];
    expect(failed).toMatchObject({ state: 'failed', error: 'It answered with status 503.' });
    expect(JSON.stringify(failed)).not.toContain('secret words');
    answer = 204;
    await sendWebhookAgain(test.context, { deliveryId });
    await deliver(deliveryId);
    expect((await listed(id))?.deliveries[0]).toMatchObject({ state: 'delivered', status: 204 });
    expect(new Set(arrived.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([deliveryId]));
    answer = 410;
    await sendWebhookAgain(test.context, { deliveryId });
    await deliver(deliveryId);
    expect(await listed(id)).toMatchObject({ isOn: false, deliveries: [{ state: 'failed', status: 410 }] });
    await switchWebhook(test.context, { id, isOn: true });
    await removeWebhook(test.context, { id });
  });

  it('refuse private addresses and nonsense before anything is sent', async () => {
    for (const bad of [
      'http://example.org',
      'https://10.0.0.1/x',
      'https://[::1]/',
      'ftp://example.org',
      'what',
    ])
      await expect(createWebhook(test.context, { url: bad, events: [] }), bad).rejects.toMatchObject({
        code: expect.stringMatching(/forbidden|bad_request/),
      });
  });

  it('writes to Slack and Teams in their own forms, and keeps their address sealed', async () => {
    for (const { id } of (await listWebhooks(test.context, {})).webhooks)
      await removeWebhook(test.context, { id });
    const hidden = url.replace('/hook', '/services/T0/B0/xoxb-hidden');
    for (const kind of ['slack', 'teams'] as const)
      expect(
        await createWebhook(test.context, { kind, url: hidden, events: [], schedules: ['one'] }),
      ).toMatchObject({
        secret: null,
      });
    const { webhooks: hooks } = await listWebhooks(test.context, {});
    expect(JSON.stringify(hooks)).not.toContain('hidden');
    expect(JSON.stringify(await test.system.db.select().from(webhooks))).not.toContain('hidden');
    const say = (scheduleId: string) =>
      test.system.db.transaction((db) =>
        emit(
          {
            db,
            now: test.system.now,
            queue: {
              send: (type, data, options) => test.system.queue.send(type, data, options, db),
              sendAll: (type, jobs) => test.system.queue.sendAll(type, jobs, db),
            },
          },
          'alert.opened',
          { scheduleId },
          {
            ...{
              title: 'Bikes: error <up> 18 %',
              tone: 'failed',
              lines: ['ask ada@example.org', '2 * 3 & more'],
            },
            link: { label: 'Open the alert', url: 'https://cellar.example.org/a' },
          },
        ),
      );
    await say('another');
    await say('one');
    arrived.length = 0;
    for (const { deliveries } of (await listWebhooks(test.context, {})).webhooks)
      for (const { id } of deliveries)
        await deliverWebhook(test.system, {
          ...{ id: 'job', data: { deliveryId: id }, signal: new AbortController().signal, retryCount: 0 },
        });
    expect(arrived).toHaveLength(2);
    const [slack, teams] = arrived.map(({ body }) => JSON.parse(body));
    expect(slack.text).toBe('✕ Bikes: error &lt;up&gt; 18 %');
    expect(slack.blocks.map(({ type }: { type: string }) => type)).toEqual(['header', 'section', 'actions']);
    expect(slack.blocks[1].text.text).toBe('ask a•••@•••.org\n2 * 3 &amp; more');
    expect(slack.blocks[2].elements[0].url).toBe('https://cellar.example.org/a');
    const card = teams.attachments[0].content;
    expect(card).toMatchObject({
      type: 'AdaptiveCard',
      version: '1.4',
      actions: [{ type: 'Action.OpenUrl' }],
    });
    expect(card.body[2].text).toBe('2 \\* 3 & more');
    expect(arrived[0]?.headers['webhook-signature']).toBeUndefined();
  });
});
