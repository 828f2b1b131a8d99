import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, type FrameLocator, type Locator, type Page, test } from '@playwright/test';
import { type MailSink, startMailSink } from './mail-sink';
import { takePicture } from './picture';

/**
 * The whole loop as a person walks it, on real data: a file is dropped, asked, charted, trained on, promoted, served and
 * watched; the report arrives at a real mail server and is opened.
 */

const file = 'examples/data/bike-sharing-hour.csv';
const features = [
  'season',
  'mnth',
  'hr',
  'holiday',
  'weekday',
  'workingday',
  'weathersit',
  'temp',
  'atemp',
  'hum',
  'windspeed',
];

let mailbox: MailSink;
test.beforeAll(async ({ baseURL }) => {
  mailbox = await startMailSink(Number(new URL(baseURL ?? '').port) - 1);
});
test.afterAll(() => mailbox.close());

test('from a file to a report in the mail', async ({ page, baseURL }) => {
  test.setTimeout(600_000);
  const frame = page.frameLocator('iframe[title="Notebook"]');

  await test.step('a dropped file becomes a data set and a first question', async () => {
    await page.goto('/');
    await page.getByLabel('File to open').setInputFiles(file);
    await expect(page).toHaveURL(/\/notebooks\/[a-z0-9]+$/);
    await expect(cellOf(frame, 'rows')).toHaveAttribute('data-state', 'fresh', { timeout: 60_000 });
    await expect.soft(cellOf(frame, 'rows')).toContainText('17\u202f379');
  });

  await test.step('SQL keeps the year to learn from', async () => {
    await addCell(frame, 'SQL');
    const cell = frame.locator('[data-cell-id]').last();
    await write(
      page,
      cell,
      `SELECT CAST(dteday AS DATE) + hr * INTERVAL 1 HOUR AS starts, ${features.join(', ')}, cnt FROM bike_sharing_hour WHERE yr = 0 ORDER BY starts`,
    );
    await rename(cell, 'rides_2011');
    await run(frame, 'rides_2011');
    await expect.soft(cellOf(frame, 'rides_2011')).toContainText('8\u202f645');
  });

  await test.step('a chart is drawn by its form', async () => {
    await addCell(frame, 'Chart');
    const cell = frame.locator('[data-cell-id]').last();
    await choose(frame, cell, 'Data', 'rides_2011');
    await cell.getByRole('radio', { name: 'Line' }).check({ force: true });
    await choose(frame, cell, 'Across (x)', 'hr');
    await choose(frame, cell, 'Up (y)', 'cnt');
    await expect(cell.locator('.js-plotly-plot .scatterlayer path.js-line').first()).toBeVisible({
      timeout: 30_000,
    });
  });

  await test.step('boosted trees and a network learn from it, in the tab', async () => {
    await train(frame, 'trees', 'Boosted trees');
    await train(frame, 'network', 'Neural network');
    if (process.env.CELLAR_PICTURES) {
      const result = cellOf(frame, 'trees').getByRole('region', { name: 'Trained model' });
      await result.evaluate((element) => element.scrollIntoView({ block: 'start' }));
      await takePicture(page, 'notebook');
    }
  });

  await test.step('both are promoted; each slice is run again and gives the same model', async () => {
    await promote(page, frame, 'trees', 1);
    await promote(page, frame, 'network', 2);
    await page.goto('/models/bike-demand');
    for (const version of ['v1', 'v2'])
      await expect(page.getByRole('row', { name: new RegExp(`^${version}\\b`) })).toContainText('Exactly', {
        timeout: 180_000,
      });
  });

  await test.step('champion moves to the network and is rolled back', async () => {
    const row = (version: number) => page.getByRole('row', { name: new RegExp(`^v${version}\\b`) });
    await expect(row(1)).toContainText('champion');
    await row(2).getByRole('button', { name: 'Make champion' }).click();
    await expect(row(2)).toContainText('champion');
    await row(2).getByRole('button', { name: 'Roll back' }).click();
    await expect(row(1)).toContainText('champion');
    await expect(row(2).getByRole('button', { name: 'Make champion' })).toBeVisible();
  });

  await test.step('it answers in the test box', async () => {
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await expect(page.locator('#try')).toContainText(/Version 1|version 1|v1/);
    if (process.env.CELLAR_PICTURES) {
      const size = page.viewportSize() ?? { width: 1280, height: 720 };
      await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0, { timeout: 30_000 });
      // As high as the page: what sticks to the window stands where it belongs.
      await page.setViewportSize({
        ...size,
        height: await page.evaluate(() => document.documentElement.scrollHeight),
      });
      await page.evaluate(() => window.scrollTo(0, 0));
      await page.screenshot({ path: 'docs/images/model.png' });
      await page.setViewportSize(size);
    }
  });

  await test.step('2012 comes by HTTP, and its truth later', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['examples/send-2012.mjs', 'bike-demand'],
      {
        env: { ...process.env, CELLAR_URL: baseURL },
      },
    );
    expect(stdout).toMatch(/Sent 8734 hours of 2012/);
  });

  await test.step('a monitor is made, its schedule run, its report received', async () => {
    await page.getByRole('button', { name: 'Monitor this model' }).click();
    await page.getByLabel('Mail reports to').fill('director@example.org');
    await page.getByRole('button', { name: 'Make monitor' }).click();
    await expect(page).toHaveURL(/\/notebooks\//);
    // While it is looked at it follows the log: 2012, and what the test box asked.
    const volume = frame.getByText(/predictions in the last \d+ days, /).first();
    await expect(volume).toContainText('8\u202f735', { timeout: 60_000 });
    const period = frame.getByLabel('The last');
    await period.fill('14 days');
    await period.press('Enter');
    await expect(volume).toContainText('in the last 14 days', { timeout: 60_000 });
    await promisify(execFile)(process.execPath, ['examples/send-2012.mjs', 'bike-demand', '5'], {
      env: { ...process.env, CELLAR_URL: baseURL },
    });
    await expect(volume).toContainText('8\u202f740', { timeout: 60_000 });
    await page.goto('/schedules');
    await page
      .getByRole('link', { name: /bike-demand/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Run now' }).click();
    // Mails of other schedules, of other walks, may come too.
    const find = () => mailbox.mails.find(({ to }) => to?.[0]?.address === 'director@example.org');
    await expect.poll(find, { timeout: 180_000 }).toBeDefined();
    const mail = find();
    expect(mail?.subject).toMatch(/drift/i);
    expect(mail?.text).toMatch(/temp|atemp|season/);
    expect(mail?.html).toMatch(/cid:/);
    const pictures = mail?.attachments.filter(({ mimeType }) => mimeType === 'image/png') ?? [];
    expect(pictures.length).toBeGreaterThan(0);
    for (const { content } of pictures)
      expect(new Uint8Array(content as ArrayBuffer).subarray(1, 4)).toEqual(
        new Uint8Array([0x50, 0x4e, 0x47]),
      );
  });

  await test.step('the alert stands on the monitoring page, with the frozen outputs behind it', async () => {
    await page.goto('/monitoring');
    await expect(page.getByText(/drift/i).first()).toBeVisible();
  });
});

const cellOf = (frame: FrameLocator, output: string): Locator =>
  frame.getByRole('region', { name: new RegExp(`, ${output}(,|$)`) });

async function addCell(frame: FrameLocator, kind: string): Promise<void> {
  const last = frame.locator('[data-cell-id]').last();
  await last.hover();
  await last.getByRole('button', { name: 'Add a cell here' }).click();
  await frame.getByRole('menuitem', { name: kind, exact: true }).click();
}

async function write(page: Page, cell: Locator, text: string): Promise<void> {
  await cell.locator('.cm-content').click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

async function rename(cell: Locator, name: string): Promise<void> {
  const field = cell.getByLabel("Name of this cell's value");
  await field.fill(name);
  await field.press('Enter');
}

async function run(frame: FrameLocator, output: string): Promise<void> {
  const cell = cellOf(frame, output);
  await cell.hover();
  await cell.getByRole('button', { name: 'Run this cell' }).click();
  await expect(cell).toHaveAttribute('data-state', 'fresh', { timeout: 60_000 });
}

async function choose(frame: FrameLocator, cell: Locator, label: string, option: string): Promise<void> {
  await cell.getByRole('button', { name: `${label}:` }).click();
  await frame.getByRole('menuitem', { name: option, exact: true }).click();
}

async function train(frame: FrameLocator, output: string, learner: string): Promise<void> {
  await addCell(frame, 'Train');
  const cell = frame.locator('[data-cell-id]').last();
  await rename(cell, output);
  await choose(frame, cell, 'Data', 'rides_2011');
  await choose(frame, cell, 'Target', 'cnt');
  await cell.getByLabel('Learner').selectOption({ label: learner });
  await cell.getByLabel('Test rows').selectOption({ label: 'The latest' });
  await choose(frame, cell, 'Time column', 'starts');
  await cell.locator('summary', { hasText: 'Features' }).click();
  await cell.getByRole('checkbox', { name: 'starts' }).uncheck();
  await cell.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(cell.getByRole('button', { name: 'Promote model' })).toBeVisible({ timeout: 120_000 });
}

async function promote(page: Page, frame: FrameLocator, output: string, version: number): Promise<void> {
  await cellOf(frame, output).getByRole('button', { name: 'Promote model' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Model').fill('bike-demand');
  await expect(dialog).toContainText(`version ${version}`);
  await dialog.getByRole('button', { name: 'Promote', exact: true }).click();
  await expect(dialog).toBeHidden({ timeout: 60_000 });
}
