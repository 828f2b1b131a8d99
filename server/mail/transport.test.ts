import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailRefused } from './mail';
import { createMail } from './transport';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const message = {
  to: ['ada@example.org', 'grace@example.org'],
  subject: 'Bike demand: drift found in 3 of 12 columns — ünïcode',
  html: '<p>Look: <img src="cid:chart-1" alt="chart"></p>',
  text: 'Look: the chart\n.\nA line with one dot above.',
  pictures: [{ id: 'chart-1', bytes: png, fileName: 'chart.png' }],
};

describe('mail', () => {
  const received: { envelope: { from: string; to: string[] }; raw: Buffer }[] = [];
  const refused = new Set<string>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) =>
      done(
        refused.has(address) ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : undefined,
      ),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : '';
        received.push({
          envelope: { from, to: rcptTo.map(({ address }) => address) },
          raw: Buffer.concat(chunks),
        });
        done();
      });
    },
  });
  let url: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`; // a TCP server's address
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

  it('sends the very bytes that were rendered, pictures and all', async () => {
    const mail = createMail({ smtpUrl: url, from: 'Cellar <cellar@localhost>' });
    expect(mail.sends).toBe(true);
    const eml = await mail.render(message);
    await mail.send(eml, message.to);
    const [arrived] = received;
    expect(arrived?.envelope).toEqual({ from: 'cellar@localhost', to: message.to });
    expect(arrived?.raw.toString().trimEnd()).toBe(Buffer.from(eml).toString().trimEnd());
    const parsed = await PostalMime.parse(arrived?.raw ?? '');
    expect(parsed).toMatchObject({
      subject: message.subject,
      from: { name: 'Cellar', address: 'cellar@localhost' },
      to: [{ address: 'ada@example.org' }, { address: 'grace@example.org' }],
    });
    expect(parsed.html).toContain('cid:chart-1');
    expect(parsed.text).toContain('A line with one dot above.');
    expect(parsed.attachments).toMatchObject([
      { contentId: '<chart-1>', filename: 'chart.png', mimeType: 'image/png', disposition: 'inline' },
    ]);
    const content = parsed.attachments[0]?.content;
    expect(content instanceof ArrayBuffer && Buffer.from(content).equals(png)).toBe(true);
  });

  it('reads no file and asks no host for what a message names', async () => {
    const mail = createMail({ from: 'cellar@localhost' });
    const eml = await mail.render({ ...message, html: '<img src="file:///etc/hostname">', pictures: [] });
    expect(Buffer.from(eml).toString()).toContain('file:///etc/hostname');
  });

  it('says what the server said when it refuses', async () => {
    refused.add('grace@example.org').add('ada@example.org');
    const mail = createMail({ smtpUrl: url, from: 'cellar@localhost' });
    await expect(mail.send(await mail.render(message), message.to)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('no such mailbox'),
    });
  });

  it('says that nobody answers', async () => {
    const mail = createMail({ smtpUrl: 'smtp://127.0.0.1:1', from: 'cellar@localhost' });
    await expect(mail.send(await mail.render(message), message.to)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'No mail server answers at 127.0.0.1:1. Check that it runs, and SMTP_URL.',
    });
  });

  it('keeps messages where no server is set', async () => {
    const mail = createMail({ from: 'Cellar <cellar@localhost>' });
    expect(mail.sends).toBe(false);
    await expect(mail.send(await mail.render(message), message.to)).rejects.toMatchObject({
      message: expect.stringContaining('SMTP_URL'),
    });
  });

  it('signs in, over TLS where that is asked for, and never says the password', async () => {
    const guarded = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === 'ada' && password === 'the right words'
          ? done(null, { user: 'ada' })
          : done(new Error('Who?')),
      onData: (stream, _session, done) => void stream.resume().on('end', () => done()),
    });
    guarded.on('error', () => {}); // a refused client hangs up
    await new Promise<void>((resolve) => guarded.listen(0, '127.0.0.1', resolve));
    const smtpUrl = `smtp://127.0.0.1:${(guarded.server.address() as AddressInfo).port}`; // a TCP server's address
    const as = (password: string, requireTls?: boolean) =>
      createMail({ smtpUrl, user: 'ada', password, requireTls, from: 'cellar@localhost' });
    const eml = await as('').render(message);
    await as('the right words').send(eml, message.to);
    const wrong = await as('the wrong words')
      .send(eml, message.to)
      .catch((error: MailRefused) => error);
    expect(wrong).toMatchObject({ of: 'server', message: expect.stringContaining('did not take') });
    expect(String(wrong?.message)).not.toContain('wrong words');
    await expect(as('the right words', true).send(eml, message.to)).rejects.toMatchObject({ of: 'server' });
    await new Promise<void>((resolve) => guarded.close(() => resolve()));
  });

  it('tells apart whom a refusal is about', async () => {
    const judge = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, _session, done) =>
        done(
          address.startsWith('busy') ? Object.assign(new Error('later'), { responseCode: 451 }) : undefined,
        ),
      onData: (stream, _session, done) =>
        void stream
          .resume()
          .on('end', () => done(Object.assign(new Error('too large'), { responseCode: 552 }))),
    });
    await new Promise<void>((resolve) => judge.listen(0, '127.0.0.1', resolve));
    const smtpUrl = `smtp://127.0.0.1:${(judge.server.address() as AddressInfo).port}`; // a TCP server's address
    const mail = createMail({ smtpUrl, from: 'cellar@localhost' });
    const eml = await mail.render(message);
    await expect(mail.send(eml, ['busy@example.org'])).rejects.toMatchObject({ of: 'later' });
    await expect(mail.send(eml, ['ada@example.org'])).rejects.toMatchObject({ of: 'message' });
    await new Promise<void>((resolve) => judge.close(() => resolve()));
  });
});
