import { createHash, randomUUID } from 'node:crypto';
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { nodeAssets } from '@/cells/ml/node-assets';
import { train } from '@/cells/ml/train';
import { call, createNotebook, notebookFile } from './open-notebook';
import { takePicture } from './picture';

/** From a refusal to a champion that can be answered for: gates, approval, roll-back, history, card, deletion. */

const model = `towns-${Date.now().toString(36)}`;
/** Rides of two towns. Who is not told of the rush hour errs in one of them. */
const rides = Array.from({ length: 900 }, (_, i) => {
  const town = i % 3 === 0 ? 'hill' : 'plain';
  const hour = i % 24;
  const rush = town === 'hill' && hour % 2 === 0 ? 1 : 0;
  return { hour, town, rush, rides: 20 + 2 * hour + (rush ? 60 : 0) + ((i * 7919) % 11) };
});
const blind = rides.map(({ rush: _, ...row }) => row);
const cells = [{ source: 'const model = 1' }];
let notebookId: string;

async function promote(request: APIRequestContext, rows: readonly object[]): Promise<void> {
  const { signal } = new AbortController();
  const options = { target: 'rides', learner: 'linear' } as const;
  const trained = await train(rows, options, { signal, progress() {}, assets: nodeAssets() });
  const files: Record<string, { hash: string; bytes: number }> = {};
  for (const [path, bytes] of await trained.toPackage()) {
    const hash = createHash('sha256').update(bytes).digest('hex');
    await request.put(`/api/blobs/${hash}`, { data: Buffer.from(bytes) });
    files[path] = { hash, bytes: bytes.byteLength };
  }
  const { versionId } = await call(request, 'models.promote', {
    ...{ model, notebookId, files, slice: notebookFile('Slice', cells), sliceCells: 1, totalCells: 1 },
    ...{ output: 'model', datasets: [], idempotencyKey: randomUUID() },
  });
  await call(request, 'models.admit', { versionId });
}

const versionRow = (page: Page, number: number) =>
  page.getByRole('table', { name: 'Versions' }).getByRole('row', { name: new RegExp(`v${number}\\b`) });

test.beforeAll(async ({ request }) => {
  notebookId = await createNotebook(request, 'Rides of two towns', cells);
  for (const rows of [blind, blind, rides]) await promote(request, rows);
});

test('gates refuse for the worst slice, let a better model through once it is approved, and it rolls back', async ({
  page,
}) => {
  await page.goto(`/models/${model}`);

  await test.step('set the gates by form', async () => {
    await page.getByRole('button', { name: 'Set gates' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Add a gate' }).click();
    await page.getByRole('menuitem', { name: 'The worst slice' }).click();
    await dialog.getByLabel('Worst slice at most').fill('20');
    await dialog.getByLabel('Worst slice at most').press('Enter');
    await expect(dialog).toContainText('RMSE of the worst slice is at most 20.');
    await dialog.getByRole('button', { name: 'Add a gate' }).click();
    await page.getByRole('menuitem', { name: 'A figure against the champion’s' }).click();
    await dialog.getByLabel('On the same rows it is').selectOption('better');
    await dialog.getByRole('button', { name: 'Add a gate' }).click();
    await page.getByRole('menuitem', { name: 'Approval by a person' }).click();
    await dialog.getByRole('button', { name: 'Save gates' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByText('RMSE is clearly better than the champion’s on the same rows')).toBeVisible();
  });

  await test.step('the same model again is refused, with its worst slice', async () => {
    await versionRow(page, 2).getByRole('button', { name: 'Make champion' }).click();
    await expect(page.getByRole('heading', { name: 'The gates refuse it' })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(/The worst slice is town = hill: RMSE \d/)).toBeVisible();
    await expect(page.getByText(/Give the training more rows of town = hill/)).toBeVisible();
    await takePicture(page, 'gates');
    await expect(page.getByRole('button', { name: 'Make champion' })).toBeDisabled();
  });

  await test.step('a better model passes, is approved and becomes champion', async () => {
    await page.goto(`/models/${model}`);
    await versionRow(page, 3).getByRole('button', { name: 'Make champion' }).click();
    await expect(page.getByRole('heading', { name: 'The gates wait' })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(/the champion, version 1, has .* paired/)).toBeVisible();
    await page.getByLabel('Comment').fill('It knows the rush hour now');
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
    const answer = await page.request.get(
      `/api/models/${model}@champion/at?date=${encodeURIComponent(whenChampion)}`,
    );
    expect(await answer.json()).toMatchObject({ version: 3, move: { by: 'You' } });
  });
});

test('versions are compared on the same rows, the card is written and exported, and a version is deleted with proof', async ({
  page,
}) => {
  await test.step('compare', async () => {
    await page.goto(`/models/${model}/compare?versions=3,1`);
    const table = page.getByRole('table', { name: /Version 3 and version 1 on/ });
    await expect(table.getByRole('row', { name: /RMSE/ })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('row', { name: /rush.*not an input/ })).toBeVisible();
  });

  await test.step('card', async () => {
    await page.goto(`/models/${model}/3/card`);
    await expect(page.getByText('Still missing: Intended use, Limits')).toBeVisible();
    await page.getByRole('button', { name: 'Edit Intended use' }).click();
    await page.getByLabel('Intended use', { exact: true }).last().fill('Planning of **one** town.');
    await page.getByRole('button', { name: 'Save section' }).click();
    await expect(page.getByText('Planning of one town.')).toBeVisible();
    const file = await page.request.get(`/api/models/${model}@3/card?format=md`);
    expect(await file.text()).toContain('Planning of **one** town.');
  });

  await test.step('delete', async () => {
    await page.goto(`/models/${model}`);
    await versionRow(page, 2).getByRole('button', { name: 'More for version 2' }).click();
    await page.getByRole('menuitem', { name: 'Delete version' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('button', { name: 'Delete for ever' })).toBeDisabled();
    await dialog.getByLabel(`Type ${model}@2`).fill(`${model}@2`);
    await dialog.getByRole('button', { name: 'Delete for ever' }).click();
    await expect(page.getByRole('heading', { name: `Version 2 of ${model} was deleted` })).toBeVisible();
    await expect(page.getByText('Unchanged')).toBeVisible();
    await expect(page.getByRole('table', { name: 'Files that belonged to it' })).toContainText(
      'held-out.arrow',
    );
    await page.goto(`/models/${model}/2`);
    await expect(page.getByText(/has no version 2/)).toBeVisible();
  });
});
