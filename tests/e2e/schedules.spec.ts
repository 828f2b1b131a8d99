import { expect, type Page, test } from '@playwright/test';
import { createNotebook } from './open-notebook';
import { takePicture } from './picture';

/** A person lets a notebook run by itself, reads what it did, makes up for past days, and lets another program start it. */

const name = `Rides of an hour ${Date.now().toString(36)}`;
const cells = [
  {
    type: 'application/vnd.cellar.input+json',
    output: 'hour',
    source: '{"control": "range", "label": "Hour", "min": 0, "max": 23, "value": 9}',
  },
  // As many rides as the hour says, and which day the run is about.
  'const figure = display(Object.assign(document.createElement("p"), { textContent: `At ${hour} o’clock ${100 + 10 * hour} rides, on ${execution.dueAt.toISOString().slice(0, 10)}` }));',
  'display(check("Enough rides", hour > 5, { detail: `${100 + 10 * hour} rides` }));',
  'display(Object.assign(document.createElement("figure"), { innerHTML: `<svg width="300" height="40"><rect width="${hour * 10}" height="40"></rect></svg><figcaption>Up to ${hour} o’clock</figcaption>` }));',
];

test('a schedule from its first words to its history', async ({ page, request }) => {
  test.setTimeout(180_000);
  const notebookId = await createNotebook(request, name, cells);
  let call = { url: '', secret: '' };

  await test.step('its mail is looked at while it is written', async () => {
    await page.goto(`/notebooks/${notebookId}`);
    const notebook = page.frameLocator('iframe[title="Notebook"]');
    await expect(notebook.getByText('Up to 9 o’clock')).toBeVisible({ timeout: 30_000 });
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Preview the mail' }).click();
    const mail = page.frameLocator('iframe[title="Preview of the report"]');
    await expect(mail.getByText('Enough rides')).toBeVisible();
    await expect(mail.getByRole('img', { name: 'Up to 9 o’clock' })).toHaveAttribute(
      'src',
      /^data:image\/png/,
    );
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  });

  await test.step('it is scheduled in words, on the clock of a city, but for holidays, with a value of its own', async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Schedule' }).click();
    const dialog = page.getByRole('dialog', { name: 'Schedule notebook' });
    await dialog.getByLabel('Rule', { exact: true }).fill('every weekday at 7:30');
    await dialog.getByLabel('Time zone').fill('Europe/Berlin');
    await expect(dialog.getByText(/At 07:30.*Monday through Friday/)).toBeVisible();
    await dialog.getByLabel('Hour (hour)').fill('8');
    await dialog.getByRole('button', { name: 'Add an event' }).click();
    await dialog
      .getByLabel('Event 1', { exact: true })
      .selectOption({ label: 'Another program calls an address' });
    await dialog.getByText('Start, end, and days on which it does not run').click();
    await dialog.getByRole('button', { name: 'Edit calendars' }).click();
    await page.getByRole('button', { name: 'New calendar' }).click();
    const calendar = page.getByRole('dialog', { name: 'New calendar' });
    await calendar.getByLabel('Name').fill(`Holidays of ${name}`);
    await calendar.getByLabel('Days', { exact: true }).fill('12-25 Christmas\n2026-13-01 Nowhere');
    await calendar.getByRole('button', { name: 'Save calendar' }).click();
    await expect(calendar.getByRole('alert')).toContainText('“2026-13-01” is no day');
    await calendar.getByLabel('Days', { exact: true }).fill('12-25 Christmas\n12-26 Boxing Day');
    await calendar.getByRole('button', { name: 'Save calendar' }).click();
    await page.getByRole('dialog', { name: 'Calendars' }).getByRole('button', { name: 'Close' }).click();
    await dialog.getByLabel('Calendar').selectOption({ label: `Holidays of ${name}` });
    await takePicture(page, 'schedule');
    await dialog.getByRole('button', { name: 'Schedule notebook' }).click();

    const secrets = page.getByRole('dialog', { name: 'The address that starts it' });
    const said = secrets.locator('code');
    call = { url: (await said.nth(0).textContent()) ?? '', secret: (await said.nth(1).textContent()) ?? '' };
    await secrets.getByRole('button', { name: 'I have kept it' }).click();
    await expect(page).toHaveURL(/\/schedules\//);
    await expect(page.getByText('hour = 8')).toBeVisible();
    await expect(page.getByText(`Holidays of ${name}`)).toBeVisible();
  });
  const schedule = page.url();

  await test.step('it runs now, and what it showed is kept', async () => {
    await page.getByRole('button', { name: 'Run now' }).click();
    await expect(page).toHaveURL(/\/executions\//);
    await expect(page.getByRole('img', { name: /At 8 o’clock 180 rides/ })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('Enough rides')).toBeVisible();
    await page.getByRole('button', { name: 'Show as text' }).nth(1).click();
    await expect(page.frameLocator('iframe').getByText('At 8 o’clock 180 rides')).toBeVisible();
  });

  await test.step('another program starts it with its secret, and a value', async () => {
    const start = (token: string) =>
      request.post(call.url, {
        headers: { Authorization: `Bearer ${token}` },
        data: { parameters: { hour: 4 } },
      });
    expect((await start('guessed')).status()).toBe(401);
    const started = await start(call.secret);
    expect(started.ok(), await started.text()).toBe(true);
    await page.goto(schedule);
    await expect(row(page, 'a call from outside')).toContainText('140 rides', { timeout: 60_000 });
  });

  await test.step('the two runs are compared', async () => {
    await row(page, 'a call from outside').getByRole('link').click();
    await page.getByRole('link', { name: 'Compare' }).click();
    await expect(page.getByRole('row', { name: /hour 8 4/ })).toBeVisible();
    await expect(page.getByRole('row', { name: /Enough rides/ })).toContainText('changed');
    await expect(page.getByRole('row', { name: /o’clock … rides/ }).last()).toContainText('−40');
    await takePicture(page, 'executions-compared');
  });

  await test.step('three past days are made up for', async () => {
    await page.goto(schedule);
    await page.getByRole('button', { name: 'Back-fill' }).click();
    const dialog = page.getByRole('dialog', { name: 'Run for past days' });
    await dialog.getByLabel('First day').fill('2026-01-06');
    await dialog.getByLabel('Last day').fill('2026-01-10');
    await expect(dialog.getByText('4 due times.')).toBeVisible();
    await dialog.getByLabel('Last day').fill('2026-01-08');
    await dialog.getByRole('button', { name: 'Start 3 runs' }).click();
    await expect(page.getByText('3 succeeded')).toBeVisible({ timeout: 60_000 });
  });

  await test.step('it pauses, and its address says so', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
    await expect(page.getByText('paused', { exact: true })).toBeVisible();
    const refused = await request.post(call.url, { headers: { Authorization: `Bearer ${call.secret}` } });
    expect(refused.status()).toBe(409);
    await page.goto('/schedules');
    await expect(page.getByRole('row', { name })).toContainText('paused');
  });
});

const row = (page: Page, words: string) => page.getByRole('row').filter({ hasText: words });
