import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { call, createNotebook, openNotebook } from './open-notebook';

// The first months: every check reads them whole.
const hours = readFileSync('examples/data/bike-sharing-hour.csv', 'utf8').split('\n', 3001);
const header = hours[0]?.split(',') ?? [];

/** The file with some cells put otherwise: row counted from 1, name of the column, text. */
function withCells(cells: readonly (readonly [row: number, column: string, text: string])[]): Buffer {
  const lines = [...hours];
  for (const [row, column, text] of cells)
    lines[row] = (lines[row] ?? '')
      .split(',')
      .map((cell, at) => (at === header.indexOf(column) ? text : cell))
      .join(',');
  return Buffer.from(`${lines.join('\n')}\n`);
}

async function addVersion(page: Page, buffer: Buffer) {
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add version' }).click();
  await (await choosing).setFiles({ name: 'hour.csv', mimeType: 'text/csv', buffer });
}

test('expectations are learnt, a faulty version is found out and not trained on, a mended one passes', async ({
  page,
}) => {
  await page.goto('/datasets');
  const query = new URLSearchParams({ name: 'Checked hours', fileName: 'hour.csv' });
  const uploaded = await page.request.post(`/api/datasets/upload?${query}`, { data: withCells([]) });
  const { datasetId } = await uploaded.json();

  await page.goto(`/datasets/${datasetId}`);
  await page.getByRole('button', { name: 'Learn expectations' }).click();
  await expect(page.getByText('Version 1 is as expected.')).toBeVisible({ timeout: 30_000 });
  await page.getByText('What is expected of the table and 17 columns').click();
  await expect(page.getByText('whole number, in every row, finite, no value twice')).toBeVisible();

  // By hand: codes of the weather are a list, and nothing is said of one column.
  await page.getByRole('button', { name: 'Change what is expected of weathersit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('At least', { exact: true }).fill('');
  await dialog.getByLabel('At most', { exact: true }).fill('');
  await dialog.getByLabel('One of these values').fill('1\n2\n3\n4');
  await expect(dialog.getByText('one of 4 values')).toBeVisible();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('whole number, in every row, finite, one of 4 values')).toBeVisible();
  await page.getByRole('button', { name: 'Expect nothing of atemp' }).click();
  await expect(page.getByText('What is expected of the table and 16 columns')).toBeVisible();
  await page.locator('[data-front="true"]').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('What is expected of the table and 17 columns')).toBeVisible();
  await page.getByText('A failed check blocks training').click();
  await expect(page.getByText('Version 1 is as expected.')).toBeVisible({ timeout: 30_000 });

  await addVersion(
    page,
    withCells([
      [7, 'instant', '3'],
      [20, 'temp', '41.5'],
      [21, 'temp', ''],
      [30, 'weathersit', '9'],
      [31, 'weathersit', '9'],
    ]),
  );
  await expect(page.getByText('Version 2 is not as expected in 4 ways.')).toBeVisible({ timeout: 30_000 });
  const anomalies = page.getByRole('list', { name: 'Anomalies' });
  await expect(anomalies.getByText('1 row repeats a value that another row has.')).toBeVisible();
  await expect(anomalies.getByText('1 row has no value; every row should.')).toBeVisible();
  await expect(anomalies.getByText('41.5')).toBeVisible();
  await expect(anomalies.getByText('row 20')).toBeVisible();
  await expect(anomalies.getByText('row 21')).toBeVisible();
  await expect(anomalies.getByText('2 values not among the 4 known.')).toBeVisible();
  await expect(anomalies.getByText('2 rows, first row 30')).toBeVisible();

  const notebookId = await createNotebook(page.request, 'Blocked', [
    { type: 'application/sql', output: 'hours', source: 'SELECT hr, temp, cnt FROM hours LIMIT 2000' },
    `const model = await ml.train(hours, { target: 'cnt', learner: 'linear' });\ndisplay(model);`,
  ]);
  await call(page.request, 'notebooks.grantDataset', { notebookId, datasetId, table: 'hours' });
  const frame = await openNotebook(page, notebookId);
  await expect(frame.getByText('Version 2 of Checked hours failed its check')).toBeVisible({
    timeout: 60_000,
  });

  await page.goto(`/datasets/${datasetId}`);
  await addVersion(page, withCells([[20, 'temp', '0.41']]));
  await expect(page.getByText('Version 3 is as expected.')).toBeVisible({ timeout: 30_000 });
  const again = await openNotebook(page, notebookId);
  await expect(again.getByRole('button', { name: 'Promote model' })).toBeVisible({ timeout: 60_000 });
});
