import { readFile } from 'node:fs/promises';
import { expect, type FrameLocator, test } from '@playwright/test';
import { call, createNotebook, openNotebook, read } from './open-notebook';

const cell = (frame: FrameLocator, id: number) => frame.locator(`[data-cell-id="${id}"]`);
const json = (value: unknown) => ({
  ...{ name: 'cities.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(value)) },
});
const script = (name: string, text: string) => ({
  ...{ name, mimeType: 'text/javascript', buffer: Buffer.from(text) },
});
/** One red pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

test('files are added, read, imported, shown, replaced, renamed, taken back, and go along with the notebook', async ({
  page,
}) => {
  const id = await createNotebook(page.request, 'Cities', [
    { source: 'FileAttachment("cities.json").json()', pinned: true },
    { source: 'import {shout} from "./look.js"\nconst said = shout("oslo")', pinned: true },
    { source: 'said + "!"', pinned: true },
    { source: '![Pier](pier.png)', type: 'text/markdown', pinned: true },
  ]);
  let frame = await openNotebook(page, id);
  await expect(cell(frame, 1)).toContainText('There is no file cities.json here');
  await page.getByRole('tab', { name: 'Files' }).click();
  const panel = page.getByRole('complementary', { name: 'About this notebook' });
  const add = panel.getByLabel('Add files', { exact: true });
  await add.setInputFiles([
    json(['Oslo']),
    script('words.js', 'export const loud = (text) => text.toUpperCase();'),
    script('look.js', 'import {loud} from "./words.js";\nexport const shout = (text) => loud(text);'),
    { name: 'pier.png', mimeType: 'image/png', buffer: pixel },
  ]);
  // Who asked for them runs again by itself.
  await expect(cell(frame, 1)).toContainText('Array(1)');
  await expect(cell(frame, 3)).toContainText('OSLO!');
  const picture = cell(frame, 4).getByRole('img', { name: 'Pier' });
  await expect.poll(() => picture.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(1);

  // A file of the same name takes its place.
  await add.setInputFiles([json(['Oslo', 'Bergen'])]);
  await expect(cell(frame, 1)).toContainText('Array(2)');

  const entry = panel.getByRole('listitem', { name: 'cities.json' });
  await expect(entry).toContainText('JSON · 17 B · cell 1');
  await entry.getByRole('button', { name: 'More about cities.json' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('cities.json');
  expect(await readFile(await download.path(), 'utf8')).toBe('["Oslo","Bergen"]');
  await entry.getByRole('button', { name: 'More about cities.json' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await panel.getByRole('textbox', { name: 'New name of cities.json' }).fill('towns.json');
  await page.keyboard.press('Enter');
  await expect(cell(frame, 1)).toContainText('FileAttachment("towns.json")');
  await expect(cell(frame, 1)).toContainText('Array(2)');

  await panel.getByRole('button', { name: 'More about towns.json' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await expect(cell(frame, 1)).toContainText('There is no file towns.json here. Files here: look.js');
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect(cell(frame, 1)).toContainText('Array(2)');

  // A file that is no table is kept beside the notebook, wherever it is dropped.
  await page.getByRole('tab', { name: 'Data' }).click();
  await page
    .getByLabel('Open a data file')
    .setInputFiles([script('words.js', 'export const loud = (a) => a + "?";')]);
  await page.getByRole('dialog').getByRole('button', { name: 'Replace' }).click();
  await expect(cell(frame, 3)).toContainText('oslo?!');
  await expect(panel.getByRole('listitem', { name: 'words.js' })).toBeVisible();

  // The file of the notebook lists them by hash; readers of its app see what they show.
  const saved = async () => (await read(page.request, 'notebooks.read', { id })).html as string;
  await expect.poll(saved).toMatch(/data-files="[^"]*towns\.json=[0-9a-f]{64} 17 application\/json/);
  await page.getByRole('button', { name: 'More', exact: true }).first().click();
  await page.getByRole('menuitem', { name: 'Download as' }).click();
  const [archive] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Notebook with its files' }).click(),
  ]);
  await page.goto(`/notebooks/${id}/app`);
  await expect(frame.getByText('oslo?!')).toBeVisible();
  await expect(frame.getByText('Bergen')).toBeVisible();

  // The archive alone makes the same notebook.
  await call(page.request, 'notebooks.delete', { id });
  await call(page.request, 'notebooks.purge', { id });
  await page.goto('/notebooks');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      ...{ name: 'cities.zip', mimeType: 'application/zip', buffer: await readFile(await archive.path()) },
    });
  await page.waitForURL(/\/notebooks\/[a-z0-9]{8,}/);
  frame = page.frameLocator('iframe[title="Notebook"]');
  await expect(cell(frame, 1)).toContainText('Array(2)');
  await expect(cell(frame, 3)).toContainText('oslo?!');
  await call(page.request, 'notebooks.delete', { id: page.url().split('/').at(-1) });
});
