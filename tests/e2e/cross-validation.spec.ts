import { expect, test } from '@playwright/test';
import { createNotebook, openNotebook } from './open-notebook';

const rows = `const rows = Array.from({ length: 600 }, (_, i) => ({
  at: i,
  hour: i % 24,
  warmth: ((i * 37) % 100) / 100,
  noise: (i * 7919) % 13,
  rides: 100 + 5 * Math.abs((i % 24) - 12) + 80 * (((i * 37) % 100) / 100) + ((i * 7919) % 13),
}));`;

test('folds validate a learner from the form, its answers are a table, and two learners are compared', async ({
  page,
}) => {
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Folds', [
    rows,
    {
      type: 'application/vnd.cellar.train+json',
      output: 'trees',
      pinned: true,
      source: JSON.stringify({
        data: 'rows',
        target: 'rides',
        learner: 'boosted-trees',
        options: { rounds: 40 },
      }),
    },
    `const options = { target: 'rides', folds: { kind: 'k-fold', k: 4 } };
const line = await ml.crossValidate(rows, { ...options, learner: 'linear' });
display(line);`,
    `display(line.compare(await ml.crossValidate(rows, { ...options, options: { rounds: 40 } })));`,
    `display(html\`<p id="asked">\${line.outOfFold.numRows} rows, folds \${[...new Set(line.outOfFold.getChild('fold'))].join(', ')}</p>\`);`,
    `display(await ml.crossValidate(rows, { target: 'noise', features: ['hour'], learner: 'linear', task: 'regression', folds: { kind: 'k-fold', k: 4 } }));`,
  ]);
  const frame = await openNotebook(page, id);
  const line = frame.getByRole('region', { name: 'Cross-validation: Linear, target rides' });
  await expect(line).toContainText('4 folds at random', { timeout: 60_000 });
  await expect(line.getByRole('table', { name: 'Each fold' }).getByRole('row')).toHaveCount(5);
  await expect(line).not.toContainText('guessing');
  await expect(frame.getByRole('region', { name: 'Comparison by RMSE' })).toContainText(
    'The first is worse',
    {
      timeout: 60_000,
    },
  );
  await expect(frame.locator('#asked')).toHaveText('600 rows, folds 1, 2, 3, 4');
  await expect(frame.getByRole('region', { name: 'Cross-validation: Linear, target noise' })).toContainText(
    /no better than guessing|Not shown to be better than guessing/i,
    { timeout: 60_000 },
  );

  await frame.getByLabel('Validate by').selectOption('folds');
  await frame.getByLabel('Deal rows').selectOption('time-series');
  await frame.getByRole('button', { name: 'Cross-validate' }).click();
  const trees = frame.getByRole('region', { name: 'Cross-validation: Boosted trees, target rides' });
  await expect(trees).toContainText('5 folds in time by at', { timeout: 60_000 });
  await expect(trees.getByRole('img')).toBeVisible();
});
