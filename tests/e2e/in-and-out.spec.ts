import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';

const cities = join(import.meta.dirname, '../fixtures/jupyter/cities.ipynb');

test('a Jupyter notebook comes in by the button, and goes out as a page that needs no network', async ({
  page,
  context,
}, testInfo) => {
  await page.goto('/notebooks');
  await page.getByLabel('Notebooks to import').setInputFiles(cities);
  const report = page.getByRole('dialog', { name: '1 notebook imported' });
  await expect(report).toContainText('5 Python cells kept as text, with what they had shown.');
  await report.getByRole('link', { name: 'Open notebook' }).click();

  const frame = page.frameLocator('iframe[title="Notebook"]');
  await expect(frame.getByRole('heading', { name: 'Cities — 都市' })).toBeVisible();
  await expect(frame.getByRole('cell', { name: 'Zürich' })).toBeVisible();
  await expect(frame.getByText("KeyError: 'nope'")).toBeVisible();
  await expect(frame.getByText('A cost of ${x}')).toBeVisible();
  expect(
    await frame.getByRole('img', { name: 'a dot' }).evaluate((img: HTMLImageElement) => img.naturalWidth),
  ).toBe(32);

  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Download as …' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /Page with outputs/ }).click(),
  ]);
  const path = testInfo.outputPath('page.html');
  await download.saveAs(path);
  expect(download.suggestedFilename()).toBe('cities-都市-page.html');
  expect(await readFile(path, 'utf8')).not.toContain('<script');

  await context.setOffline(true);
  const reader = await context.newPage();
  const faults: string[] = [];
  reader.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await reader.emulateMedia({ colorScheme: 'dark' });
  await reader.goto(pathToFileURL(path).href);
  await expect(reader.getByRole('heading', { name: 'Cities — 都市' })).toBeVisible();
  await expect(reader.getByRole('cell', { name: 'Zürich' })).toBeVisible();
  const colours = await reader
    .getByText('A cost of ${x}')
    .evaluate((text) => [
      getComputedStyle(text).color,
      getComputedStyle(document.documentElement).backgroundColor,
    ]);
  expect(colours).toEqual(['rgb(236, 233, 230)', 'rgb(22, 21, 22)']);
  expect(faults).toEqual([]);
});
