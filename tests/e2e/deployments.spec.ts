import { randomUUID } from 'node:crypto';
import { type APIRequestContext, expect, test } from '@playwright/test';
import { createNotebook, notebookFile } from './open-notebook';
import { takePicture } from './picture';
import { rides, slice } from './promote-rides';
import { sendVersion } from './send-version';

const model = `served-rides-${randomUUID().slice(0, 8)}`;
const other = rides.map(({ hr, cnt }) => ({ hr, cnt: 2 * cnt }));

const ask = (request: APIRequestContext, key: string, headers: Record<string, string> = {}) =>
  request.post(`/api/models/${model}/predict`, { data: { rows: [{ hr: 8 }], key }, headers });

const versionsOf = (request: APIRequestContext, people: number): Promise<number[]> =>
  Promise.all(
    Array.from({ length: people }, async (_, person) => {
      const response = await ask(request, `person-${person}`);
      return (await response.json()).version;
    }),
  );

test('a new version is tried on some callers, compared in the shadow, and taken back', async ({ page }) => {
  const { request } = page;
  await page.goto('/notebooks');
  const notebookId = await createNotebook(request, 'Served rides', ['1']);
  for (const rows of [rides, other])
    await sendVersion(request, {
      ...{ model, notebookId, rows, options: { target: 'cnt', learner: 'linear' } },
      ...{ slice: notebookFile('Slice', slice), sliceCells: 2, totalCells: 2, datasets: [] },
    });

  await test.step('a model answers at its own name without any row', async () => {
    await page.goto('/deployments');
    await page.getByRole('link', { name: model, exact: true }).click();
    await expect(page.getByText('stable: version 1, 100 %'.replace(' %', '\u00a0%'))).toBeVisible();
  });
  await test.step('a canary has a share of the callers, who stay with it', async () => {
    await page.getByRole('button', { name: 'Start canary' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Version', { exact: true })).toHaveValue('2');
    await dialog.getByRole('button', { name: 'Start canary' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText('canary: version 2, 20 %'.replace(' %', '\u00a0%'))).toBeVisible();
    const versions = await versionsOf(request, 60);
    const onCanary = versions.filter((version) => version === 2).length;
    // 60 callers at 20 %: 12 ± 4 standard deviations.
    expect(onCanary).toBeGreaterThan(0);
    expect(onCanary).toBeLessThan(25);
    expect(await versionsOf(request, 60)).toEqual(versions);
    await expect(page.getByRole('table', { name: 'By version' }).getByText('canary')).toBeVisible();
    await takePicture(page, 'deployment');
  });
  await test.step('by hand it goes back at once', async () => {
    await page.getByRole('button', { name: 'Take back' }).click();
    await expect(page.getByText('stable: version 1, 100 %'.replace(' %', '\u00a0%'))).toBeVisible();
    await expect.poll(async () => new Set(await versionsOf(request, 20))).toEqual(new Set([1]));
  });
  await test.step('in the shadow it answers along for nobody, and is compared', async () => {
    await page.getByRole('button', { name: 'Shadow', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start shadow' }).click();
    await expect(page.getByText('Version 2 answers along as a shadow')).toBeVisible();
    expect(new Set(await versionsOf(request, 10))).toEqual(new Set([1]));
    await expect(page.getByText(/10 rows compared: 0.% alike/)).toBeVisible({ timeout: 20_000 });
  });
  await test.step('with a key that is shown once, and without it nobody', async () => {
    await page.getByRole('button', { name: 'Change rules' }).click();
    await page.getByRole('dialog').getByLabel('Callers need an API key').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Save rules' }).click();
    await expect(page.getByText('Required', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Shop');
    await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
    const secret = await page.getByRole('dialog').locator('code').textContent();
    await page.getByRole('dialog').getByRole('button', { name: 'I have kept it' }).click();
    expect((await ask(request, 'person-1')).status()).toBe(401);
    expect((await ask(request, 'person-1', { Authorization: `Bearer ${secret}` })).status()).toBe(200);
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
    await expect(page.getByText('revoked')).toBeVisible();
    expect((await ask(request, 'person-1', { Authorization: `Bearer ${secret}` })).status()).toBe(401);
    // The page itself asks with a pass; programs are shown where their key goes.
    await expect(page.getByText("-H 'Authorization: Bearer <API key>'")).toBeVisible();
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await expect(page.getByRole('status').getByText('version 1')).toBeVisible();
  });
  await test.step('and its history tells all of it', async () => {
    const history = page
      .getByRole('region', { name: 'What it served when' })
      .or(page.locator('section', { hasText: 'What it served when' }));
    for (const words of ['Canary started', 'Canary taken back', 'Shadow started', 'Rules changed'])
      await expect(history.getByText(words).first()).toBeVisible();
  });
});
