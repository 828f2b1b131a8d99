import { expect, type Page, test } from '@playwright/test';
import { createNotebook, notebookFile } from './open-notebook';
import { sendVersion } from './send-version';

/** Versions of a model beside each other: compared on the same rows, described by a card, deleted with proof. */

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

const versionRow = (page: Page, number: number) =>
  page.getByRole('table', { name: 'Versions' }).getByRole('row', { name: new RegExp(`v${number}\\b`) });

test.beforeAll(async ({ request }) => {
  notebookId = await createNotebook(request, 'Rides of two towns', cells);
  for (const rows of [blind, rides])
    await sendVersion(request, {
      ...{ model, notebookId, rows, options: { target: 'rides', learner: 'linear' } },
      ...{ slice: notebookFile('Slice', cells), sliceCells: 1, totalCells: 1, datasets: [] },
    });
});

test('versions are compared on the same rows, the card is written and exported, and a version is deleted with proof', async ({
  page,
}) => {
  await test.step('compare', async () => {
    await page.goto(`/models/${model}/compare?versions=2,1`);
    const table = page.getByRole('table', { name: /Version 2 and version 1 on/ });
    await expect(table.getByRole('row', { name: /RMSE/ })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('row', { name: /rush.*not an input/ })).toBeVisible();
  });

  await test.step('card', async () => {
    await page.goto(`/models/${model}/2/card`);
    await expect(page.getByText('Still missing: Intended use, Limits')).toBeVisible();
    await page.getByRole('button', { name: 'Edit Intended use' }).click();
    await page.getByLabel('Intended use', { exact: true }).last().fill('Planning of **one** town.');
    await page.getByRole('button', { name: 'Save section' }).click();
    await expect(page.getByText('Planning of one town.')).toBeVisible();
    const file = await page.request.get(`/api/models/${model}@2/card?format=md`);
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
