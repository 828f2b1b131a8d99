import { type APIRequestContext, expect, test } from '@playwright/test';
import { type MailSink, startMailSink } from './mail-sink';
import { call, createNotebook, notebookFile, read } from './open-notebook';
import { takePicture } from './picture';

/** A check fails in a scheduled run; a person is mailed the chart that proves it, sees to it on its page, and it passes again. */

let mailbox: MailSink;
test.beforeAll(async ({ baseURL }) => {
  mailbox = await startMailSink(Number(new URL(baseURL ?? '').port) - 1);
});
test.afterAll(async ({ request }) => {
  await tellOfAlerts(request, []);
  await mailbox.close();
});

/** Who is mailed alerts from now on. */
const tellOfAlerts = (request: APIRequestContext, recipients: readonly string[]) =>
  call(request, 'alerts.setRules', {
    ...{ recipients, escalateAfterMinutes: 0, escalateTo: [], flapChanges: 4, flapMinutes: 1440 },
  });

const chart = {
  output: 'errors',
  source: `const days = Array.from({ length: 28 }, (_, i) => ({ day: i + 1, error: 40 + 3 * Math.sin(i) + (i > 20 ? (i - 20) * 4 : 0) }));
const drawing = Plot.plot({ height: 220, marks: [Plot.ruleY([50], { strokeDasharray: "3" }), Plot.lineY(days, { x: "day", y: "error" })] });
const figure = Object.assign(document.createElement("figure"), { innerHTML: "<h2>Error by day</h2><figcaption>72 riders an hour on day 28; 50 is the limit.</figcaption>" });
figure.insertBefore(drawing, figure.lastElementChild);
const errors = display(figure);`,
};
const verdict = (ok: boolean) =>
  `display(check("The error is below its limit", ${ok}, { severity: "critical", detail: "the error is 44 % above its limit", runbook: "https://wiki.example.org/bikes" }))`;

test('from a failing check to the mail, its page and back', async ({ page, request }) => {
  await tellOfAlerts(request, ['oncall@example.org']);
  const cells = (ok: boolean) => [chart, verdict(ok)];
  const notebookId = await createNotebook(request, 'Bikes watched', cells(false));
  const { id } = await call(request, 'schedules.create', {
    ...{ notebookId, cron: '0 7 * * *', timeZone: 'UTC', notify: 'problems', retryLimit: 0 },
  });
  const runNow = async () => {
    const { executionId } = await call(request, 'schedules.runNow', { id });
    await expect
      .poll(async () => (await read(request, 'executions.read', { id: executionId })).status, {
        timeout: 90_000,
      })
      .toBe('succeeded');
  };
  const mailAbout = (words: string) => mailbox.mails.find(({ subject }) => subject?.includes(words));

  await runNow();
  await expect.poll(() => mailAbout('44 %'), { timeout: 30_000 }).toBeDefined();
  const mail = mailAbout('44 %');
  expect(mail?.to?.[0]?.address).toBe('oncall@example.org');
  const [picture] = mail?.attachments ?? [];
  expect(mail?.html).toContain(`cid:${picture?.contentId?.replace(/[<>]/g, '')}`);
  expect(mail?.text).toContain('72 riders an hour on day 28');

  const path = /Open the alert: \S+(\/monitoring\/alerts\/\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('the error is 44 % above its limit');
  await expect(page.getByRole('img', { name: 'Error by day' })).toBeVisible();
  await takePicture(page, 'alert');
  await page.getByRole('button', { name: 'Acknowledge' }).click();
  const history = page.getByRole('listitem');
  await expect(history.filter({ hasText: 'You acknowledged it' })).toBeVisible();
  await expect(page.getByLabel('Owner')).toHaveValue('local');
  await page.getByRole('button', { name: 'Snooze' }).click();
  await page.getByRole('menuitem', { name: 'For an hour' }).click();
  await expect(history.filter({ hasText: 'You snoozed it until' })).toBeVisible();
  await page.getByLabel('Note').fill('The sensor at the bridge was moved.');
  await page.getByRole('button', { name: 'Add note' }).click();
  await expect(history.filter({ hasText: 'The sensor at the bridge was moved.' })).toBeVisible();

  await call(request, 'notebooks.save', {
    ...{ id: notebookId, html: notebookFile('Bikes watched', cells(true)), baseRevision: 1 },
  });
  await call(request, 'schedules.update', { id, revision: 'newest' });
  await runNow();
  await expect(page.getByText('The check passes: resolved')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('resolved', { exact: true })).toBeVisible();
  await expect.poll(() => mailAbout('resolved: The error'), { timeout: 30_000 }).toBeDefined();

  await page
    .getByRole('navigation', { name: 'Breadcrumb' })
    .getByRole('link', { name: 'Monitoring' })
    .click();
  const link = page.locator(`a[href="${path}"]`);
  await expect(page.getByRole('heading', { name: 'Alerts', exact: true })).toBeVisible();
  await expect(link).toBeHidden();
  await page.getByRole('button', { name: 'Resolved' }).click();
  await expect(link).toBeVisible();
});
