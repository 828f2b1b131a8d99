import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDurable } from '@/server/db/durable-file-system';
import { readTemplate } from '@/server/db/testing';
import { startMailSink } from '../e2e/mail-sink';
import { buildVictim, call, read, startVictim } from './start-victim';

const html = '<!doctype html>\n<notebook>\n  <title>Mailed</title>\n</notebook>\n';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellar-kill-'));
  await createDurable(join(folder, 'database'), await readTemplate());
  await promisify(execFile)(process.execPath, ['cli/build-frame.mjs']);
  await buildVictim();
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

it('a mail whose sender was killed before it could note the answer goes out again as the same mail', async () => {
  let onMail = () => {};
  const sink = await startMailSink(0, undefined, () => onMail());
  const settings = { CELLAR_DATA: folder, SMTP_URL: `smtp://127.0.0.1:${sink.port}` };
  try {
    const first = await startVictim(settings);
    const gone = once(first.process, 'exit');
    onMail = () => void first.kill();
    const { id: notebookId } = await call(first.url, 'notebooks.create', { html });
    const recipients = ['ada@example.org'];
    const schedule = { notebookId, cron: '0 0 1 1 *', timeZone: 'UTC', recipients };
    const { id } = await call(first.url, 'schedules.create', schedule);
    await call(first.url, 'schedules.runNow', { id });
    await gone;
    expect(sink.mails).toHaveLength(1);

    onMail = () => {};
    const second = await startVictim(settings);
    const states = async () =>
      ((await read(second.url, 'mails.list', {})).mails as { state: string }[]).map(({ state }) => state);
    await expect.poll(states, { timeout: 90_000, interval: 200 }).toEqual(['sent']);
    await second.stop();
    const ids = sink.mails.map(({ messageId }) => messageId);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toMatch(/^<.+@.+>$/);
    expect(ids[1]).toBe(ids[0]);
  } finally {
    await sink.close();
  }
}, 240_000);
