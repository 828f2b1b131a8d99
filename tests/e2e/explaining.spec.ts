import { expect, test } from '@playwright/test';
import { createNotebook, openNotebook } from './open-notebook';

const makeRows = `Array.from({ length: 1200 }, (_, i) => ({
  hour: i % 24,
  sky: ['clear', 'mist', 'rain'][i % 3],
  warmth: i % 11 === 0 ? null : ((i * 37) % 100) / 100,
  rides: 100 + 50 * Math.sin((i % 24) / 4) + 80 * (((i * 37) % 100) / 100) - (i % 3) * 15 + ((i * 7919) % 13),
}))`;

test('trees tell in a notebook, and on the model’s page, what each input did', async ({ page }) => {
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Explaining', [
    `const rows = ${makeRows};`,
    `const model = await ml.train(rows, { target: 'rides', learner: 'boosted-trees' });\ndisplay(model);`,
    'display(await model.explain(rows.slice(7, 8)));',
    'display(await model.explain(rows, { background: rows, interactions: false }));',
    `display(await model.dependence('hour'));\ndisplay(await model.dependence('sky', rows));`,
    `const line = await ml.train(rows, { target: 'rides', learner: 'linear' });\ndisplay(await line.explain(rows));`,
  ]);
  const frame = await openNotebook(page, id);
  await test.step('in pictures with their numbers', async () => {
    const one = frame.getByRole('table', { name: /^From the rides that is expected/ });
    await expect(one).toBeVisible({ timeout: 90_000 });
    await expect(one.getByRole('row', { name: /^hour = 7/ })).toBeVisible();
    await expect(
      frame.getByText('1 200 rows, compared with 200 of the 1 200'.replaceAll(/(\d) (\d{3})/g, '$1\u202f$2')),
    ).toBeVisible();
    await expect(frame.getByRole('img', { name: /^By hour: rides: lowest/ })).toBeVisible();
    await expect(frame.getByRole('table', { name: 'rides by sky' }).getByRole('row')).toHaveCount(3);
  });
  await test.step('a linear model against its held-out rows', async () => {
    await expect(frame.getByText(/1.200 rows, compared with 240 background rows/)).toBeVisible({
      timeout: 60_000,
    });
  });
  await test.step('in the test box of the promoted model', async () => {
    await frame.getByRole('button', { name: 'Promote model' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Model').fill('explained-rides');
    await dialog.getByRole('button', { name: 'Promote', exact: true }).click();
    await expect(dialog).toBeHidden({ timeout: 60_000 });
    await page.goto('/models/explained-rides');
    await page.getByRole('button', { name: 'Predict', exact: true }).click({ timeout: 120_000 });
    await page.getByRole('button', { name: 'Why?' }).click();
    await expect(page.getByRole('region', { name: 'Why this prediction' }).getByRole('row')).toHaveCount(5);
    // What was said of a row is gone with it.
    await page.getByLabel('hour').fill('20');
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Why?' })).toBeVisible();
  });
});
