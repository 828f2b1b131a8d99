import { readFile } from 'node:fs/promises';
import { type APIRequestContext, expect, test } from '@playwright/test';
import { createNotebook } from './open-notebook';

const name = `hours ${Date.now()}`;

async function add(request: APIRequestContext, rows: readonly string[], more = ''): Promise<string> {
  const response = await request.post(
    `/api/datasets/upload?fileName=hour.csv&name=${encodeURIComponent(name)}${more}`,
    { data: rows.join('\n') },
  );
  expect(response.ok(), await response.text()).toBe(true);
  return (await response.json()).datasetId;
}

test('a version is named, compared with the one before, and followed to what uses it', async ({ page }) => {
  const [header = '', ...lines] = (await readFile('examples/data/bike-sharing-hour.csv', 'utf8')).split('\n');
  const first = lines.slice(0, 500);
  const instant = header.split(',').indexOf('instant');
  const cnt = header.split(',').indexOf('cnt');
  const recounted = first.slice(10).map((line, i) => {
    const cells = line.split(',');
    return i === 0 ? cells.with(cnt, '999').join(',') : line;
  });
  const id = await add(page.request, [header, ...first]);
  const notebook = await createNotebook(page.request, 'Reads the hours', ['1 + 1']);
  await add(
    page.request,
    [header, ...recounted],
    `&from=${encodeURIComponent(`${name}@1`)}&notebook=${notebook}`,
  );

  await page.goto(`/datasets/${id}`);
  await page.getByRole('button', { name: 'Describe version 2' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('7');
  await dialog.getByRole('button', { name: 'Save description' }).click();
  await expect(dialog).toContainText('Choose a name that is no number');
  await dialog.getByLabel('Name').fill('recounted');
  await dialog.getByLabel('Note').fill('The tenth hour was counted again.');
  await dialog.getByRole('button', { name: 'Save description' }).click();
  await expect(page.getByRole('row', { name: /v2 ?recounted/ })).toContainText(
    'The tenth hour was counted again.',
  );
  const madeFrom = page.locator('dl > div').filter({ hasText: 'Made from' });
  await expect(madeFrom.getByRole('link', { name: `${name} v1` })).toBeVisible();
  await expect(madeFrom.getByRole('link', { name: 'Reads the hours' })).toBeVisible();

  await page.getByRole('link', { name: 'Compare versions' }).click();
  await expect(page.getByText(/^500 → 490 rows;/)).toBeVisible();
  await expect(page.getByText('proposed: it names one row each in both')).toBeVisible();
  const counts = page.locator('dl').filter({ hasText: 'unchanged' });
  await expect(counts).toHaveText('0added10removed1changed489unchanged');
  const number = first[10]?.split(',')[instant] ?? '';
  const before = first[10]?.split(',')[cnt];
  await expect(page.getByRole('row', { name: new RegExp(`^${number} `) })).toContainText(
    `cnt ${before} → 999`,
  );
  await expect(page.getByRole('img', { name: 'Distribution of cnt in both versions' })).toBeVisible();

  await page.getByRole('button', { name: 'Match without instant' }).click();
  await expect(counts).toHaveText('1added11removed489unchanged');
  await page.getByRole('combobox', { name: 'Match by a column' }).selectOption('hr');
  await expect(page).toHaveURL(/key=hr$/);
  await expect(
    page.getByText(/^hr is no key of version 1: 24 values stand in more than one row/),
  ).toBeVisible();
  await page.reload();
  await expect(page.getByText(/^hr is no key of version 1/)).toBeVisible();
});
