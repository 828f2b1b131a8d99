import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckResult } from '@/cells/bridge/messages';
import { actingAs, type Context } from '../../context';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { actorOf, workerId } from '../auth';
import { listMails, readEml, unsubscribe } from '../mails';
import { createNotebook } from '../notebooks';
import { beginExecution, createSchedule, runScheduleNow } from '../schedules';
import { finishExecution, type PicturedCell, previewDigest, sendDigests } from '.';

const chart = (caption: string, bytes = 100): PicturedCell => ({
  ...{ cellId: 1, name: 'chart', kind: 'javascript', state: 'fresh', text: '', console: '' },
  html: `<figure><svg></svg><figcaption>${caption}</figcaption></figure>`,
  png: new Uint8Array(bytes).fill(caption.length),
});
const check = (ok: boolean, more: Partial<CheckResult> = {}): CheckResult => ({
  ...{ name: 'Drift', ok, severity: 'warning', detail: ok ? 'none' : 'drift in 3 of 12 features' },
  ...more,
});

describe.each(testDatabases)('digests on $name', ({ open }) => {
  let world: TestSystem;
  let owner: Context;
  let worker: Context;
  const ids: Record<string, string> = {};
  const at = (time: string) => world.setTime(new Date(time));

  beforeAll(async () => {
    world = await openTestSystem({ open });
    owner = actingAs(world.system, world.context.actor);
    worker = actingAs(world.system, await actorOf(world.system, workerId));
    at('2026-03-02T09:00:00Z');
    for (const [name, recipients] of [
      ['Bikes', ['ada@example.org', 'Bob@example.org']],
      ['Penguins', ['ada@example.org', 'bob@example.org']],
      ['Houses', ['ada@example.org']],
    ] as const) {
      const html = `<!doctype html>\n<notebook>\n  <title>${name}</title>\n  <script id="1" type="module">\n    draw()\n  </script>\n</notebook>\n`;
      const { id: notebookId } = await createNotebook(owner, { html });
      ids[name] = (
        await createSchedule(owner, {
          ...{ notebookId, cron: '0 7 * * *', timeZone: 'Europe/Berlin', recipients: [...recipients] },
          ...{ digest: 'daily', retryLimit: 0 },
        })
      ).id;
    }
  });
  afterAll(() => world.close());

  async function run(
    name: string,
    ending: { checks?: CheckResult[]; cells?: PicturedCell[]; error?: string },
  ) {
    const { executionId: id } = await runScheduleNow(owner, { id: ids[name] ?? '' });
    const begun = await beginExecution(worker, { id });
    const whole = { checks: [], cells: [chart(`${name} 12.0`)], ...ending };
    await finishExecution(worker, { id, attempt: begun?.attempt ?? 0, log: '', ...whole });
  }
  const mailsOf = async (kind: string) =>
    (await listMails(owner, {})).mails
      .filter((mail) => mail.kind === kind)
      .map(({ id, subject, recipients, topic }) => ({
        id,
        subject,
        recipients: recipients.join(' '),
        topic,
      }));
  const read = async (id: string | undefined) => PostalMime.parse(await readEml(owner, { id: id ?? '' }));

  test('reports wait for eight o’clock where the schedule is; failures do not', async () => {
    await run('Bikes', { checks: [check(true)] });
    await run('Penguins', { checks: [check(false)] });
    await run('Houses', { error: 'Cell one failed' });
    expect((await mailsOf('failure')).map(({ subject }) => subject)).toEqual([
      'Houses: the run failed: Cell one failed',
    ]);
    expect(await mailsOf('report')).toEqual([]);
    at('2026-03-03T06:59:00Z');
    expect(await sendDigests(worker, {})).toEqual({ sent: 0 });
  });

  test('readers of the same reports get the same mail, once, the worst verdict first', async () => {
    await run('Bikes', { checks: [check(true)], cells: [chart('Bikes 18.0')] });
    await run('Houses', { checks: [check(false, { severity: 'critical', detail: 'no data since Friday' })] });
    at('2026-03-03T07:00:00Z');
    // However many look at once, each entry goes out once; what one of them left waits for the next look.
    await Promise.all([sendDigests(worker, {}), sendDigests(worker, {}), sendDigests(worker, {})]);
    expect(await sendDigests(worker, {})).toEqual({ sent: 0 });
    const mails = await mailsOf('digest');
    expect(mails.map(({ recipients, topic }) => `${recipients} ${topic}`).sort()).toEqual([
      'ada@example.org digest:daily',
      'bob@example.org digest:daily',
    ]);
    const ada = mails.find(({ recipients }) => recipients === 'ada@example.org');
    expect(ada?.subject).toBe('Daily reports: problems in 2 of 3: Houses and 1 more');
    const { text = '', attachments } = await read(ada?.id);
    const order = ['▲ Houses', 'No data since Friday.', '▲ Penguins', '✓ Bikes', '2 runs.', 'Bikes 18.0'];
    expect(order.map((words) => text.indexOf(words))).toEqual(
      order.map((words) => text.indexOf(words)).toSorted((a, b) => a - b),
    );
    expect(order.filter((words) => !text.includes(words))).toEqual([]);
    expect(attachments).toHaveLength(3);
    expect(await mailsOf('report')).toEqual([]);
  });

  test('who left a schedule’s mails does not find it in the digest; what is too large is left out', async () => {
    at('2026-03-03T09:00:00Z');
    await unsubscribe(worker, { topic: `schedule:${ids.Penguins}`, address: 'bob@example.org' });
    await run('Penguins', { cells: [chart('A large one', 1_300_000)] });
    await run('Bikes', { cells: [chart('Another large', 1_300_000)] });
    at('2026-03-04T08:00:00Z');
    expect(await sendDigests(worker, {})).toEqual({ sent: 2 });
    const [first, second] = (await mailsOf('digest'))
      .slice(0, 2)
      .sort((a, b) => (a.recipients < b.recipients ? -1 : 1));
    expect([first?.subject, second?.subject]).toEqual([
      'Daily reports: all 2 reports are well',
      'Daily reports: the report is well',
    ]);
    const { text, attachments } = await read(first?.id);
    expect(attachments).toHaveLength(1);
    expect(text).toContain('left out of this mail for its size');
  });

  test('the preview shows what is gathered for the same reader', async () => {
    const html = await previewDigest(owner, { scheduleId: ids.Houses ?? '', scheme: 'dark' });
    expect(html.match(/<h2/g)).toHaveLength(3);
    expect(html).toContain('data:image/png;base64,');
    expect(html).not.toContain('cid:');
  });
});
