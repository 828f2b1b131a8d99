import { readFile } from 'node:fs/promises';
import { expect, type FrameLocator, type Locator, type Page, test } from '@playwright/test';
import { type MailSink, startMailSink } from './mail-sink';

/**
 * The whole loop as a person walks it, on real data: a file is dropped, asked, charted, trained on, promoted, served and
 * watched; the report arrives at a real mail server and is opened.
 */

const file = 'examples/data/bike-sharing-hour.csv';
const features = ['season', 'mnth', 'hr', 'holiday', 'weekday', 'workingday', 'weathersit', 'temp', 'atemp', 'hum', 'windspeed'];

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
    await choose(page, cell, 'Data', 'rides_2011');
    await choose(page, cell, 'Mark', 'Line');
    await choose(page, cell, 'X', 'hr');
    await choose(page, cell, 'Y', 'cnt');
    await expect(cell.locator('.js-plotly-plot .scatterlayer path').first()).toBeVisible({ timeout: 30_000 });
  });

  await test.step('boosted trees and a network learn from it, in the tab', async () => {
    for (const [output, learner] of [
      ['trees', 'Boosted trees'],
      ['network', 'Neural network'],
    ] as const) {
      await addCell(frame, 'Train');
      const cell = frame.locator('[data-cell-id]').last();
      await rename(cell, output);
      await choose(page, cell, 'Data', 'rides_2011');
      await choose(page, cell, 'Target', 'cnt');
      await cell.getByLabel('Learner').selectOption({ label: learner });
      await cell.getByLabel('Test rows').selectOption({ label: 'The latest' });
      await choose(page, cell, 'Time column', 'starts');
      await cell.getByRole('button', { name: 'Train', exact: true }).click();
      await expect(cell.getByRole('button', { name: 'Promote model' })).toBeVisible({ timeout: 120_000 });
    }
  });
});

const cellOf = (frame: FrameLocator, output: string): Locator => frame.getByRole('region', { name: new RegExp(`, ${output}(,|$)`) });

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

async function choose(page: Page, cell: Locator, label: string, option: string): Promise<void> {
  await cell.getByLabel(label, { exact: true }).click();
  await page.frameLocator('iframe[title="Notebook"]').getByRole('option', { name: option, exact: true }).click();
}
