import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type APIRequestContext, expect, test } from '@playwright/test';
import { call, createNotebook, notebookFile, read } from './open-notebook';
import { takePicture } from './picture';
import { sendVersion } from './send-version';

/**
 * The way back of the loop, on real rides: a model of winter 2011 is asked in summer 2012, hears the truth, is trained again on it from its
 * page, and errs less on the hours that follow, measured on what was answered.
 */

const model = `rides-${Date.now().toString(36)}`;
const inputs = ['hr', 'temp', 'hum', 'workingday'] as const;
type Ride = Readonly<Record<(typeof inputs)[number] | 'cnt', number>>;

/** Hours of `examples/data/bike-sharing-hour.csv` in [from, to). */
async function readRides(from: string, to: string): Promise<Ride[]> {
  const [head = '', ...lines] = (await readFile('examples/data/bike-sharing-hour.csv', 'utf8')).split(
    /\r?\n/,
  );
  const names = head.split(',');
  const at = (name: string) => names.indexOf(name);
  return lines
    .map((line) => line.split(','))
    .filter((cells) => (cells[at('dteday')] ?? '') >= from && (cells[at('dteday')] ?? '') < to)
    .map((cells) => {
      const of = (name: string) => Number(cells[at(name)]);
      return { hr: of('hr'), temp: of('temp'), hum: of('hum'), workingday: of('workingday'), cnt: of('cnt') };
    });
}

const csvOf = (rows: readonly Ride[]) =>
  [
    `${inputs.join(',')},cnt`,
    ...rows.map((row) => [...inputs.map((name) => row[name]), row.cnt].join(',')),
  ].join('\n');

/** Asks over HTTP; gives the ids and the mean absolute error of what was answered. */
async function serve(request: APIRequestContext, rows: readonly Ride[]) {
  const response = await request.post(`/api/models/${model}/predict`, {
    data: { rows: rows.map(({ cnt: _, ...row }) => row) },
  });
  expect(response.ok(), await response.text()).toBe(true);
  const { predictions }: { predictions: { id: string; prediction: number }[] } = await response.json();
  const errors = predictions.map(({ prediction }, i) => Math.abs(prediction - (rows[i]?.cnt ?? 0)));
  return {
    labels: predictions.map(({ id }, i) => ({ id, label: rows[i]?.cnt ?? 0 })),
    error: errors.reduce((sum, error) => sum + error, 0) / errors.length,
  };
}

test('a model is trained again on what it was told, and errs less', async ({ page, request }) => {
  test.setTimeout(240_000);
  const winter = await readRides('2011-01-01', '2011-03-01');
  const [early, later] = [
    await readRides('2012-06-01', '2012-07-01'),
    await readRides('2012-07-01', '2012-07-15'),
  ];

  await test.step('a champion of winter 2011 serves', async () => {
    const cells = [
      { type: 'application/sql', source: `SELECT ${inputs.join(', ')}, cnt FROM rides`, output: 'asked' },
      `const model = await ml.train(asked, { target: 'cnt', learner: 'boosted-trees', options: { rounds: 40 } });`,
    ];
    const notebookId = await createNotebook(request, model, cells);
    const uploaded = await request.post(`/api/datasets/upload?fileName=rides.csv&name=${model}`, {
      data: csvOf(winter),
    });
    const { datasetId } = await uploaded.json();
    await call(request, 'notebooks.grantDataset', { notebookId, datasetId, table: 'rides' });
    await sendVersion(request, {
      ...{
        model,
        notebookId,
        rows: winter,
        options: { target: 'cnt', learner: 'boosted-trees', options: { rounds: 40 } },
      },
      ...{ slice: notebookFile('Slice', cells), sliceCells: 2, totalCells: 2 },
      datasets: [{ table: 'rides', hash: createHash('sha256').update(csvOf(winter)).digest('hex') }],
    });
    await call(request, 'models.setGates', {
      ...{ model, expected: 0, aliases: ['champion'] },
      gates: { format: 1, rules: [{ kind: 'champion', metric: 'rmse', proof: 'better', margin: 0 }] },
    });
  });

  const { labels } = await serve(request, early);
  expect((await request.post(`/api/models/${model}/labels`, { data: { labels } })).ok()).toBe(true);
  const before = await serve(request, later);

  await test.step('“Retrain now” on the log leads to the page of the turn, and asks', async () => {
    await page.goto(`/models/${model}`);
    await page.getByRole('button', { name: 'Retrain now' }).click();
    await page.getByRole('menuitem', { name: 'On its data and the labelled log' }).click();
    await expect(page).toHaveURL(new RegExp(`/models/${model}/retraining/1$`));
    await expect(page.getByRole('heading', { name: 'Turn 1 of retraining' })).toBeVisible();
    await expect(page.getByText('Should version 2 take the place of version 1?')).toBeVisible({
      timeout: 120_000,
    });
    await expect(page.getByRole('cell', { name: 'RMSE' }).locator('..')).toContainText('better');
    await expect(page.getByText(`v1 and ${labels.length} rows of the log`)).toBeVisible();
    await takePicture(page, 'retraining');
  });

  await test.step('a person makes it champion', async () => {
    const decision = page.getByRole('region', { name: 'Your decision' });
    await decision.getByLabel('Comment').fill('Summer is another world');
    await decision.getByRole('button', { name: 'Make champion' }).click();
    await expect(page.getByText('You made version 2 champion: Summer is another world')).toBeVisible();
    const { champion } = await read(request, 'models.read', { model });
    expect(champion).toBe(2);
  });

  const after = await serve(request, later);
  expect(after.error).toBeLessThan(before.error * 0.7);
});
