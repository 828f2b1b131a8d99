import { readFileSync } from 'node:fs';
import { expect, type FrameLocator, type Locator, type Page, test } from '@playwright/test';
import { call, createNotebook, openNotebook } from './open-notebook';
import { takePicture } from './picture';

/**
 * From a table to a champion that can be answered for, as a person walks it on real data: the data are checked, settings
 * searched, validated by folds and judged; the gates refuse the model for its worst slice, let a better one through once
 * it is approved, and it rolls back.
 */

const model = `rides-${Date.now().toString(36)}`;
const form = (kind: string, options: object, output: string) => ({
  type: `application/vnd.cellar.${kind}+json`,
  source: JSON.stringify(options, null, 2),
  output,
  pinned: true,
});
/** Who does not know the hour errs most at the hours when all ride. */
const blind = ['temp', 'hum', 'weathersit', 'season'];
const cells = [
  {
    type: 'application/sql',
    output: 'asked',
    source: `SELECT hr, workingday, ${blind.join(', ')}, cnt FROM rides WHERE yr = 0`,
  },
  form(
    'tune',
    {
      data: 'asked',
      target: 'cnt',
      features: blind,
      trials: 3,
      search: { 'boosted-trees': { maxLeaves: { from: 4, to: 16 } } },
      options: { 'boosted-trees': { rounds: 40 } },
    },
    'tuned',
  ),
  form('evaluate', { model: 'tuned' }, 'judgement'),
  form(
    'train',
    { data: 'asked', target: 'cnt', learner: 'boosted-trees', options: { rounds: 60 } },
    'informed',
  ),
];

test('from checked data to an approved champion, and back', async ({ page, request }) => {
  test.setTimeout(240_000);
  let notebook = '';
  const frame = await test.step('data are checked before they are learnt from', async () => {
    const query = 'fileName=bike-sharing-hour.csv&name=trusted-rides';
    const sent = await request.post(`/api/datasets/upload?${query}`, {
      data: readFileSync('examples/data/bike-sharing-hour.csv'),
    });
    expect(sent.ok(), await sent.text()).toBe(true);
    const { datasetId } = await sent.json();
    await page.goto(`/datasets/${datasetId}`);
    await page.getByRole('button', { name: 'Learn expectations' }).click();
    await expect(page.getByText('Version 1 is as expected.')).toBeVisible({ timeout: 30_000 });
    const notebookId = await createNotebook(request, 'Rides to trust', cells);
    await call(request, 'notebooks.grantDataset', { notebookId, datasetId, table: 'rides' });
    notebook = `/notebooks/${notebookId}`;
    return openNotebook(page, notebookId);
  });

  await test.step('settings are searched', async () => {
    const cell = cellOf(frame, 'tuned');
    await cell.getByRole('button', { name: 'Search', exact: true }).click();
    await expect(cell.getByText(/^3 trials by TPE/)).toBeVisible({ timeout: 90_000 });
  });

  await test.step('what was found is validated by folds', async () => {
    await cellOf(frame, 'tuned').getByRole('button', { name: 'Use these settings' }).click();
    const cell = frame.locator('section[data-kind="train"]').first();
    await cell.getByLabel('Validate by').selectOption('folds');
    await cell.getByRole('button', { name: 'Cross-validate' }).click();
    await expect(cell.getByRole('region', { name: /^Cross-validation: / })).toContainText('5 folds', {
      timeout: 90_000,
    });
  });

  await test.step('it is judged: weakest on warm days, when the hour matters most', async () => {
    const cell = cellOf(frame, 'judgement');
    await cell.getByRole('tab', { name: 'Slices' }).click({ timeout: 90_000 });
    await expect(cell.getByRole('table', { name: 'Worst slices' }).getByRole('row').nth(1)).toContainText(
      /temp 0\.\d/,
    );
  });

  await test.step('it is promoted, and its card written', async () => {
    await promote(page, frame, 'tuned');
    await page.goto(`/models/${model}/1/card`);
    await page.getByRole('button', { name: 'Edit Intended use' }).click();
    await page.getByLabel('Intended use', { exact: true }).last().fill('Planning of **one** town.');
    await page.getByRole('button', { name: 'Save section' }).click();
    await expect(page.getByText('Planning of one town.')).toBeVisible();
  });

  await test.step('gates are set, which a person can read', async () => {
    await page.goto(`/models/${model}`);
    await expect(versionRow(page, 1).getByText('champion', { exact: true })).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Set gates' }).click();
    const dialog = page.getByRole('dialog');
    const add = async (rule: string) => {
      await dialog.getByRole('button', { name: 'Add a gate' }).click();
      await page.getByRole('menuitem', { name: rule }).click();
    };
    await add('The worst slice');
    await dialog.getByLabel('Worst slice at most').fill('100');
    await dialog.getByLabel('Worst slice at most').press('Enter');
    await expect(dialog).toContainText('RMSE of the worst slice is at most 100.');
    await add('A figure against the champion’s');
    await dialog.getByLabel('On the same rows it is').selectOption('better');
    await add('Data checks passed');
    await add('Approval by a person');
    await dialog.getByRole('button', { name: 'Save gates' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByText('RMSE is clearly better than the champion’s on the same rows')).toBeVisible();
  });

  await test.step('the same settings again are refused for their worst slice', async () => {
    await page.goto(notebook);
    await cellOf(frame, 'tuned').getByRole('button', { name: 'Search', exact: true }).click();
    await promote(page, frame, 'tuned');
    await page.goto(`/models/${model}`);
    await versionRow(page, 2).getByRole('button', { name: 'Make champion' }).click({ timeout: 60_000 });
    await expect(page.getByRole('heading', { name: 'The gates refuse it' })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/The worst slice is temp 0\.\d/)).toBeVisible();
    await expect(page.getByText(/Give the training more rows of temp/)).toBeVisible();
    await takePicture(page, 'gates');
    await expect(page.getByRole('button', { name: 'Make champion' })).toBeDisabled();
  });

  await test.step('a model that knows the hour waits for approval, gets it, and becomes champion', async () => {
    await page.goto(notebook);
    await cellOf(frame, 'informed').getByRole('button', { name: 'Train', exact: true }).click();
    await promote(page, frame, 'informed');
    await page.goto(`/models/${model}`);
    await versionRow(page, 3).getByRole('button', { name: 'Make champion' }).click({ timeout: 60_000 });
    await expect(page.getByRole('heading', { name: 'The gates wait' })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/the champion, version 1, has .* paired/)).toBeVisible();
    await expect(page.getByText('The data that it was trained on passed its checks')).toBeVisible();
    await page.getByLabel('Comment').fill('It knows the hour now');
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'The gates let it through' })).toBeVisible();
    await expect(page.getByText('who is its author too')).toBeVisible();
    await page.getByRole('button', { name: 'Make champion' }).click();
    await expect(page.getByRole('button', { name: 'Make champion' })).toHaveCount(0);
  });

  await test.step('it rolls back in one click, and the history knows all of it', async () => {
    const whenChampion = new Date().toISOString();
    await page.goto(`/models/${model}`);
    await versionRow(page, 3).getByRole('button', { name: 'Roll back' }).click();
    await expect(versionRow(page, 1).getByText('champion', { exact: true })).toBeVisible();
    const history = page.getByRole('table', { name: 'Moves of aliases' });
    await expect(history.getByRole('row').nth(1)).toContainText('rolled back from v3 to v1');
    await expect(history.getByRole('row').nth(1)).toContainText('stood there before');
    await expect(history.getByRole('row').nth(2).getByRole('link', { name: 'passed' })).toBeVisible();
    await expect(page.getByText(/At version 1, since/)).toBeVisible();
    const date = encodeURIComponent(whenChampion);
    const answer = await request.get(`/api/models/${model}@champion/at?date=${date}`);
    expect(await answer.json()).toMatchObject({ version: 3, move: { by: 'You' } });
  });
});

const versionRow = (page: Page, number: number): Locator =>
  page.getByRole('table', { name: 'Versions' }).getByRole('row', { name: new RegExp(`v${number}\\b`) });
const cellOf = (frame: FrameLocator, output: string): Locator =>
  frame.getByRole('region', { name: new RegExp(`, ${output}(,|$)`) });

async function promote(page: Page, frame: FrameLocator, output: string): Promise<void> {
  await cellOf(frame, output).getByRole('button', { name: 'Promote model' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Model').fill(model);
  await dialog.getByRole('button', { name: 'Promote', exact: true }).click();
  await expect(dialog).toBeHidden({ timeout: 60_000 });
}
