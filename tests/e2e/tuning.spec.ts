import { expect, type FrameLocator, test } from '@playwright/test';
import { createNotebook, openNotebook } from './open-notebook';

/** Rows that are the same in every engine: by arithmetic alone. */
const makeRows = `Array.from({ length: 1500 }, (_, i) => ({
  hour: i % 24,
  sky: ['clear', 'mist', 'rain'][i % 3],
  warmth: ((i * 37) % 100) / 100,
  rides: 100 + 5 * Math.abs((i % 24) - 12) + 80 * (((i * 37) % 100) / 100) - (i % 3) * 15 + ((i * 7919) % 13),
}))`;
const settings = {
  data: 'rows',
  target: 'rides',
  trials: 6,
  search: {
    'boosted-trees': {
      learningRate: { from: 0.02, to: 0.3, scale: 'log' },
      maxLeaves: { from: 4, to: 32, scale: 'log' },
    },
  },
  options: { 'boosted-trees': { rounds: 60 } },
};
const tuneCell = (change: object = {}) => ({
  type: 'application/vnd.cellar.tune+json',
  source: JSON.stringify({ ...settings, ...change }, null, 2),
  output: 'tuned',
  pinned: true,
});

test('a search finds settings, its best is promoted and verified, and taken on as a train cell', async ({
  page,
}) => {
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Tuning', [`const rows = ${makeRows};`, tuneCell()]);
  const frame = await openNotebook(page, id);
  const cell = cellOf(frame, 'tune');
  await cell.getByRole('button', { name: 'Search', exact: true }).click();
  const found = cell.getByRole('region', { name: 'Search', exact: true });
  await expect(found).toBeVisible({ timeout: 90_000 });
  await expect(found.getByText(/^6 trials by TPE/)).toBeVisible();
  await expect(found.getByRole('row')).toHaveCount(7);
  await expect(found.getByRole('cell', { name: 'best' })).toHaveCount(1);

  await test.step('more trials go on from those that there are', async () => {
    await cell.getByLabel('Trials', { exact: true }).fill('9');
    await cell.getByLabel('Trials', { exact: true }).press('Enter');
    await cell.getByRole('button', { name: 'Search', exact: true }).click();
    await expect(found.getByText(/^9 trials by TPE/)).toBeVisible({ timeout: 90_000 });
  });

  await test.step('the best settings make a train cell, which can be taken back', async () => {
    await found.getByRole('button', { name: 'Use these settings' }).click();
    const train = cellOf(frame, 'train');
    await expect(train.getByLabel('Learner')).toHaveValue('boosted-trees');
    await train.getByRole('button', { name: 'Train', exact: true }).click();
    await expect(train.getByRole('button', { name: 'Promote model' })).toBeVisible({ timeout: 90_000 });
    // The same settings make the same model.
    const rmse = await cell.locator('strong').first().textContent();
    expect(await train.locator('strong').first().textContent()).toBe(rmse);
    await frame.getByRole('button', { name: 'Undo' }).click();
    await expect(train).toHaveCount(0);
  });

  await test.step('trials are judged by folds, with their spread', async () => {
    await cell.getByText('Judging, pruning, workers and seed').click();
    await cell.getByLabel('Judge by').selectOption('folds');
    await cell.getByLabel('Folds', { exact: true }).fill('3');
    await cell.getByLabel('Folds', { exact: true }).press('Enter');
    await cell.getByLabel('Trials', { exact: true }).fill('3');
    await cell.getByLabel('Trials', { exact: true }).press('Enter');
    await cell.getByRole('button', { name: 'Search', exact: true }).click();
    await expect(found.getByText(/^3 trials by TPE.* ± \S+ over 3 folds/)).toBeVisible({ timeout: 90_000 });
    await expect(found.getByRole('cell', { name: '3 of 3' })).toHaveCount(3);
  });

  await test.step('its slice trains what was found, exactly, and searches nothing', async () => {
    const name = `tuned-${Date.now()}`;
    await cell.getByRole('button', { name: 'Promote model' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Model').fill(name);
    await dialog.getByRole('button', { name: 'Promote', exact: true }).click();
    await expect(dialog).toBeHidden({ timeout: 60_000 });
    await page.goto(`/models/${name}/1`);
    await expect(page.getByText('Exactly').first()).toBeVisible({ timeout: 120_000 });
  });
});

test('a search that is stopped or interrupted keeps what it found, and goes on', async ({ page }) => {
  await page.goto('/notebooks');
  const many = { trials: 400, options: { 'boosted-trees': { rounds: 400, patience: 0 } } };
  const id = await createNotebook(page.request, 'Stopping a search', [
    `const rows = ${makeRows};`,
    tuneCell(many),
  ]);
  const frame = await openNotebook(page, id);
  const cell = cellOf(frame, 'tune');
  await cell.getByRole('button', { name: 'Search', exact: true }).click();
  const live = cell.getByRole('region', { name: 'Search so far' });
  await expect(live.getByRole('cell', { name: 'best' })).toBeVisible({ timeout: 90_000 });
  await expect(live.getByRole('cell', { name: 'running' }).first()).toBeVisible();
  await cell.getByRole('button', { name: 'Stop and take the best' }).click();
  const found = cell.getByRole('region', { name: 'Search', exact: true });
  await expect(found).toBeVisible({ timeout: 90_000 });
  const first = Number((await found.getByText(/trials? by TPE/).textContent())?.match(/^\d+/)?.[0]);
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(400);

  await cell.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(live.getByRole('row').nth(1)).toBeVisible({ timeout: 60_000 });
  expect(await live.getByRole('row').count()).toBeGreaterThan(Math.min(first, 8));

  await test.step('after the tab was reloaded too', async () => {
    await page.reload();
    const note = cell.getByText(/Search was interrupted after \d+ of 400 trials\./);
    await expect(note).toBeVisible({ timeout: 30_000 });
    const kept = Number((await note.textContent())?.match(/\d+/)?.[0]);
    expect(kept).toBeGreaterThanOrEqual(first);
    await cell.getByRole('button', { name: 'Go on' }).click();
    await expect(live.getByRole('row').nth(1)).toBeVisible({ timeout: 60_000 });
    await cell.getByRole('button', { name: 'Stop and take the best' }).click();
    await expect(found).toBeVisible({ timeout: 90_000 });
    const all = Number((await found.getByText(/trials? by TPE/).textContent())?.match(/^\d+/)?.[0]);
    expect(all).toBeGreaterThanOrEqual(kept);
    await expect(note).toBeHidden();
  });
});

test('workers of the workspace search along, once a person allows it, to the same figures', async ({
  page,
}) => {
  await page.goto('/notebooks');
  const shared = {
    ...{ method: 'random', workers: 1, trials: 400, where: 'workers' },
    options: { 'boosted-trees': { rounds: 300, patience: 0 } },
  };
  const id = await createNotebook(page.request, 'Searching on workers', [
    `const rows = ${makeRows};`,
    tuneCell(shared),
    'display(html`<p>figures: ${tuned.trials.map(({ trial, rmse, where = "this tab" }) => `#${trial} ${rmse} ${where}#`).join(" ")}</p>`)',
  ]);
  const frame = await openNotebook(page, id);
  const cell = cellOf(frame, 'tune');
  const figures = frame
    .locator('section[data-kind="javascript"]')
    .last()
    .locator('p', { hasText: /figures: / });
  const search = () => cell.getByRole('button', { name: 'Search', exact: true }).click();
  let tried: string[] = [];
  await test.step('a worker takes trials', async () => {
    await search();
    await page.getByRole('dialog').getByRole('button', { name: 'Allow workers' }).click();
    await expect(
      cell.getByText(/1 worker of the workspace searches along: [1-9]\d* trials? so far\./),
    ).toBeVisible({
      timeout: 120_000,
    });
    await cell.getByRole('button', { name: 'Stop and take the best' }).click();
    await expect(cell.getByText(/trials by random search · .* in workers of the workspace/)).toBeVisible({
      timeout: 90_000,
    });
    await expect(page.getByText('May search on the workers of the workspace.')).toBeVisible();
    tried = (await figures.textContent())?.match(/#\d+ \S+ [^#]*process \d+#/g) ?? [];
    expect(tried.length).toBeGreaterThan(0);
  });

  await test.step('this tab alone comes to the same bits', async () => {
    const [first = ''] = tried;
    const [, number = ''] = /^#(\d+) /.exec(first) ?? [];
    await page.reload();
    await cell.getByLabel('Where').selectOption('tab');
    await cell.getByLabel('Trials', { exact: true }).fill(number);
    await cell.getByLabel('Trials', { exact: true }).press('Enter');
    await search();
    await expect(figures).toContainText(first.replace(/ [^ ]*,? process \d+#$/, ' this tab#'), {
      timeout: 90_000,
    });
  });
});

const cellOf = (frame: FrameLocator, kind: string) => frame.locator(`section[data-kind="${kind}"]`);
