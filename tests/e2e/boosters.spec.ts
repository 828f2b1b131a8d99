import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { call, notebookFile, openNotebook, read } from './open-notebook';

const folder = join(process.cwd(), 'tests/fixtures/boosters');

interface Golden {
  readonly columns: readonly {
    readonly name: string;
    readonly values: readonly (number | string | null)[];
  }[];
  readonly answers: readonly number[];
}
const golden: Golden = JSON.parse(readFileSync(join(folder, 'xgboost-binary.rows.json'), 'utf8'));
const rows = golden.answers.map((share, row) => ({
  ...Object.fromEntries(golden.columns.map(({ name, values }) => [name, values[row]])),
  wins: share > 0.5 ? 'yes' : 'no',
}));

test('a booster trained in Python is registered, verified and served, and goes back', async ({ page }) => {
  test.setTimeout(300_000);
  await page.goto('/');
  await page.getByLabel('File to open').setInputFiles(join(folder, 'xgboost-binary.json'));
  await expect(page).toHaveURL(/\/notebooks\/[a-z0-9]+$/);
  const id = page.url().split('/').at(-1) ?? '';
  const frame = await openNotebook(page, id);
  const known = await read(page.request, 'notebooks.read', { id });
  const html = notebookFile('A booster', [
    `const rows = ${JSON.stringify(rows)};`,
    `const model = await ml.booster(FileAttachment('xgboost-binary.json'), { target: 'wins', classes: ['no', 'yes'], test: rows });\ndisplay(model);`,
    `const back = JSON.parse(new TextDecoder().decode(await model.toXgboost()));\ndisplay(\`\${back.learner.gradient_booster.model.trees.length} trees for \${back.learner.objective.name}\`);`,
  ]);
  await call(page.request, 'notebooks.save', { id, html, baseRevision: known.revision });
  await page.reload();

  await test.step('it is a tested model in the notebook', async () => {
    await expect(frame.getByText('12 trees for binary:logistic')).toBeVisible({ timeout: 90_000 });
    await expect(frame.getByText('Trained by XGBoost 3.2.0.')).toBeVisible();
  });

  await test.step('its slice gives it again, exactly', async () => {
    await frame.getByRole('button', { name: 'Promote model' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Model').fill('winners');
    await dialog.getByRole('button', { name: 'Promote', exact: true }).click();
    await expect(dialog).toBeHidden({ timeout: 60_000 });
    await page.goto('/models/winners/1');
    await expect(page.getByText('Exactly').first()).toBeVisible({ timeout: 120_000 });
  });

  await test.step('it answers as in Python', async () => {
    const { wins: _, ...row } = rows[3] ?? {};
    const response = await page.request.post('/api/models/winners/predict', { data: { rows: [row] } });
    expect(response.ok(), await response.text()).toBe(true);
    expect(JSON.stringify(await response.json())).toContain(String(golden.answers[3]).slice(0, 7));
  });

  await test.step('it is downloaded for XGBoost', async () => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    await page.getByRole('menuitem', { name: 'Trees for XGBoost 3' }).click();
    const path = await (await downloading).path();
    const { learner } = JSON.parse(readFileSync(path, 'utf8'));
    expect(learner.feature_names).toEqual(golden.columns.map(({ name }) => name));
  });
});
