import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MailSink, startMailSink } from '@/tests/e2e/mail-sink';
import { actingAs } from '../../context';
import { mails } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { sendMail } from '../../worker/send-mail';
import { actorOf, workerId } from '../auth';
import {
  beginMail,
  endRound,
  mailWaits,
  queueMail,
  readMail,
  resendMail,
  sendLeftMails,
  storeLetter,
} from '.';

describe.each(testDatabases)('who sends a mail, on $name', ({ open }) => {
  let world: TestSystem;
  let sink: MailSink;
  let onMail: () => unknown = () => {};
  const start = new Date('2026-03-02T12:00:00Z');
  beforeAll(async () => {
    sink = await startMailSink(0, undefined, async () => void (await onMail()));
    world = await openTestSystem({ open, config: { smtpUrl: `smtp://127.0.0.1:${sink.port}` } });
  });
  afterAll(async () => {
    await sink.close();
    await world.close();
  });

  let number = 0;
  async function write(recipients = ['ada@example.org']): Promise<string> {
    world.setTime(start);
    onMail = () => {};
    number += 1;
    const letter = await storeLetter(
      world.context,
      { subject: `Mail ${number}`, html: '<p>Words</p>', text: 'Words' },
      recipients,
    );
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
        { key: `claim:${number}`, kind: 'report' },
      ),
    );
    return id;
  }
  const jobOf = (mailId: string, id: string, retryCount = 0) => ({
    ...{ id, retryCount, data: { mailId }, signal: new AbortController().signal },
  });
  const send = (mailId: string, job: string, retryCount?: number) =>
    sendMail(world.system, jobOf(mailId, job, retryCount));
  const worker = async () => actingAs(world.system, await actorOf(world.system, workerId));
  const inMinutes = (minutes: number) => world.setTime(new Date(start.getTime() + minutes * 60_000));
  const gotten = (id: string) =>
    sink.mails.filter(({ messageId }) => messageId?.startsWith(`<${id}.`)).length;
  const stateOf = async (id: string) => (await readMail(world.context, { id })).state;

  test('while it is being sent nobody else sends it, and sending it again is refused in words', async () => {
    const id = await write();
    let refused: unknown;
    onMail = async () => {
      onMail = () => {};
      refused = await resendMail(world.context, { id }).catch((error) => error.message);
      await send(id, 'second');
    };
    await send(id, 'first');
    expect(refused).toMatch(/“Mail \d” is being sent at this moment/);
    expect(gotten(id)).toBe(1);
    await resendMail(world.context, { id });
    await send(id, 'second');
    expect(gotten(id)).toBe(2);
    expect(await stateOf(id)).toBe('sent');
  });

  test('a reader’s server that takes its time keeps the mail with whoever sends it', async () => {
    const id = await write();
    const claim = async () =>
      (await world.system.db.select().from(mails).where(eq(mails.id, id)))[0]?.claimedUntil;
    onMail = async () => {
      onMail = () => {};
      inMinutes(60);
      await expect.poll(claim).toEqual(new Date(start.getTime() + 62 * 60_000));
      await send(id, 'second');
    };
    await sendMail(world.system, jobOf(id, 'first'), 10);
    expect(gotten(id)).toBe(1);
  });

  test('what a dead worker held is taken over by its job at once, by another after two minutes', async () => {
    const [own, others] = [await write(), await write()];
    const context = await worker();
    for (const id of [own, others])
      expect(await beginMail(context, { id, isKept: false, claim: 'dead/0' })).not.toBeNull();
    await send(own, 'another');
    expect(gotten(own)).toBe(0);
    await send(own, 'dead', 1);
    expect(gotten(own)).toBe(1);
    inMinutes(1);
    await send(others, 'another');
    expect(gotten(others)).toBe(0);
    inMinutes(2);
    await send(others, 'another');
    expect(gotten(others)).toBe(1);
    // Back from the dead it ends nothing that others have.
    expect(await endRound(context, { id: others, claim: 'dead/0', error: 'Lost' })).toEqual({
      state: 'sent',
    });
  });

  test('whoever lost a mail in the middle leaves its other readers to the one who has it', async () => {
    const id = await write(['ada@example.org', 'bob@example.org']);
    onMail = async () => {
      onMail = () => {};
      inMinutes(3);
      await beginMail(await worker(), { id, isKept: false, claim: 'second/0' });
    };
    await send(id, 'first');
    expect(gotten(id)).toBe(1);
    await send(id, 'second', 1);
    expect(gotten(id)).toBe(2);
    expect(await stateOf(id)).toBe('sent');
  });

  test('a mail that lies there without a job gets one, and is given up in time', async () => {
    const id = await write();
    const look = async () => (await sendLeftMails(await worker(), {})).left;
    inMinutes(9);
    expect(await look()).toBe(0);
    inMinutes(11);
    await beginMail(await worker(), { id, isKept: false, claim: 'slow/0' });
    expect(await look()).toBe(0);
    inMinutes(14);
    const before = await waitingJobs();
    expect(await look()).toBe(1);
    expect(await look()).toBe(0);
    expect(await waitingJobs()).toBe(before + 1);
    let minutes = 14;
    for (const wait of mailWaits) {
      expect(await readMail(world.context, { id })).toMatchObject({ state: 'queued', error: /No worker/ });
      minutes += wait + 11;
      inMinutes(minutes);
      expect(await look()).toBe(1);
    }
    expect(await readMail(world.context, { id })).toMatchObject({
      ...{ state: 'failed', attempts: mailWaits.length + 1 },
      deliveries: [{ state: 'failed', error: expect.stringContaining('No worker brought it to an end') }],
    });
    await resendMail(world.context, { id });
    await send(id, 'by hand');
    expect(gotten(id)).toBe(1);
  });

  test('a mail whose file is gone is refused in words, and not tried for ever', async () => {
    const id = await write();
    const [row] = await world.system.db.select().from(mails).where(eq(mails.id, id));
    await world.system.storage.remove(row?.emlHash ?? '');
    await send(id, 'first');
    const [delivery] = await world.system.db.query.mailDeliveries.findMany({
      where: (table) => eq(table.mailId, id),
    });
    expect(delivery).toMatchObject({ state: 'refused', error: expect.stringContaining('missing') });
  });

  /** Due now or later. */
  async function waitingJobs(): Promise<number> {
    const { rows } = (await world.system.db.execute(
      sql`select count(*)::int as count from jobs.job where name = 'send-mail' and state = 'created'`,
    )) as { rows: { count: number }[] }; // both engines give {rows}
    return rows[0]?.count ?? 0;
  }
});
