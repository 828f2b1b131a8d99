import { expect, test } from '@playwright/test';
import { createNotebook, openNotebook, read } from './open-notebook';
import { takePicture } from './picture';

/** By the name of a run: cells and bar have buttons that say Run, too. */
const runLink = /^Run [a-z]+-[a-z]+-\d+$/;
const rows = `const rows = Array.from({ length: 300 }, (_, i) => ({ hour: i % 24, warm: (i * 37) % 100, rides: 100 + 5 * (i % 24) + ((i * 7919) % 13) }));`;
const training = (name: string, rounds: number) =>
  `const ${name} = await ml.train(rows, { target: 'rides', options: { rounds: ${rounds}, patience: 0 } });\ndisplay(${name});`;

test('trainings become runs by themselves, and two are compared', async ({ page }) => {
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Two attempts', [
    rows,
    training('a', 20),
    training('b', 40),
    `await a.run.artifact("notes/page.html", "<h1>Kept</h1><script>document.body.textContent = 'run'</" + "script>");`,
  ]);
  const frame = await openNotebook(page, id);
  await expect(frame.getByRole('button', { name: runLink })).toHaveCount(2, { timeout: 90_000 });
  const shown = page.context().waitForEvent('page');
  await frame.getByRole('button', { name: runLink }).first().click();
  const run = await shown;
  await expect(run.getByText('finished', { exact: true })).toBeVisible();
  await expect(run.getByRole('img', { name: /^trainRmse over steps/ })).toBeVisible();
  await expect(run.getByRole('row', { name: 'options.rounds 20' })).toBeVisible();
  await expect(run.getByRole('link', { name: 'Two attempts' }).first()).toBeVisible();
  await expect(run.getByText(/, revision 1$/)).toBeVisible();
  const files = run.getByRole('navigation', { name: 'Files of the run' });
  await files.getByRole('button', { name: /^importance\.csv/ }).click();
  await expect(run.getByRole('region', { name: 'Rows of importance.csv' })).toContainText('hour');
  await files.getByRole('button', { name: /^page\.html/ }).click();
  const kept = run.frameLocator('iframe[title="notes/page.html"]');
  await expect(kept.getByRole('heading', { name: 'Kept' })).toBeVisible();
  await run.close();

  await page.goto('/experiments');
  await page.getByRole('table').getByRole('link', { name: 'Two attempts' }).first().click();
  const boxes = page.getByRole('checkbox', { name: /^Choose/ });
  await expect(boxes).toHaveCount(2);
  await page.getByLabel('Grouped by').selectOption('options.rounds');
  await expect(page.getByRole('row', { name: /^40 1/ })).toBeVisible();
  await page.getByLabel('Grouped by').selectOption('Nothing');
  await expect(boxes).toHaveCount(2);
  for (const box of await boxes.all()) await box.check();
  await page.getByRole('button', { name: /^Compare 2/ }).click();
  await expect(page.getByRole('row', { name: /^options\.rounds/ })).toContainText('40');
  await expect(page.getByRole('img', { name: /^trainRmse over steps, of .+, .+/ })).toBeVisible();
  await takePicture(page, 'runs');
  await expect(page.getByRole('img', { name: /against options\.rounds of 2 runs$/ })).toBeVisible();
  await page.getByRole('slider', { name: 'Stretch of options.rounds' }).press('ArrowUp');
  await expect(page.getByText('1 of 2 runs within')).toBeVisible();

  const reader = await createNotebook(page.request, 'A look back', [
    `const attempts = await runs("Two attempts");`,
    {
      type: 'application/sql',
      source:
        'SELECT "params.options.rounds" + 1 AS rounds, "metrics.rmse" > 0 AS has_rmse FROM attempts ORDER BY 1',
    },
  ]);
  const table = await openNotebook(page, reader);
  await expect(table.getByText('may not read the runs of Two attempts').first()).toBeVisible();
  await page.getByRole('button', { name: 'Attach runs' }).click();
  await page.getByRole('combobox', { name: 'Experiment' }).selectOption({ label: 'Two attempts' });
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await expect(page.getByText('May read the runs of Two attempts')).toBeVisible();
  await page.reload();
  await expect(table.getByRole('gridcell', { name: '21', exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(table.getByRole('gridcell', { name: '41', exact: true })).toBeVisible();
});

test('trials and folds are runs under their search and cross-validation, and open in place', async ({
  page,
}) => {
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Parts', [
    rows,
    `const v = await ml.crossValidate(rows, { target: 'rides', options: { rounds: 5, patience: 0 }, folds: { kind: 'k-fold', k: 3 } });`,
    `const t = await ml.tune(rows, { target: 'rides', search: { 'boosted-trees': { maxLeaves: { from: 4, to: 16 } } }, trials: 4 });`,
    `await v.run.artifact('folds.csv', v.outOfFold);\ndisplay(v);`,
  ]);
  const frame = await openNotebook(page, id);
  const parts = async () => {
    const listed = await read(page.request, 'runs.list', { notebookId: id, rootsOnly: true });
    const { runs } = listed as unknown as Listed; // what the procedure answers
    return runs.map(({ kind, status, children }) => `${kind} ${status} ${children}`).sort();
  };
  await expect.poll(parts, { timeout: 90_000 }).toEqual(['tune FINISHED 4', 'validate FINISHED 3']);
  await expect(frame.getByRole('button', { name: runLink })).toBeVisible();
  const { runs } = (await read(page.request, 'runs.list', { notebookId: id })) as unknown as Listed; // as above
  const { experimentId, id: validated } = runs.find(({ kind }) => kind === 'validate') ?? {
    experimentId: '',
  };
  const files = async () => (await read(page.request, 'runs.read', { id: validated })).artifacts;
  await expect.poll(files).toContainEqual(expect.objectContaining({ path: 'folds.csv' }));
  await page.goto(`/experiments/${experimentId}`);
  await page.getByRole('button', { name: /^3 under / }).click();
  await expect(page.getByRole('row', { name: /fold \d fold/ })).toHaveCount(3);
  await page.getByRole('button', { name: /^4 under / }).click();
  await page.getByRole('link', { name: 'trial 2', exact: true }).click();
  await expect(page.getByRole('row', { name: /^options\.maxLeaves \d+$/ })).toBeVisible();
});

test('a run that was trained while the server was away arrives once', async ({ page }) => {
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Away', [rows, training('a', 20)]);
  const records = '**/api/trpc/runs.record**';
  await page.route(records, (route) => route.abort());
  const frame = await openNotebook(page, id);
  await expect(frame.getByRole('button', { name: runLink })).toBeVisible({ timeout: 90_000 });
  const name = ((await frame.getByRole('button', { name: runLink }).textContent()) ?? '').replace(
    /^Run /,
    '',
  );
  const listed = async () => {
    const filter = `attributes.run_name = '${name}'`;
    const { runs } = (await read(page.request, 'runs.list', { notebookId: id, filter })) as unknown as Listed; // what the procedure answers
    return runs;
  };
  const arrived = async () => (await listed()).map(({ status, metrics }) => `${status} ${'rmse' in metrics}`);
  expect(await arrived()).toEqual([]);
  // A page that is left before the end of a run is written down is a tab that died.
  await expect.poll(() => page.evaluate(countOpenRuns)).toBe(0);
  await page.unroute(records);
  // A page that opens takes over what the last one could not send.
  await page.reload();
  await expect.poll(arrived).toEqual(['FINISHED true']);
  const [run] = await listed();
  const { artifacts } = await read(page.request, 'runs.read', { id: run?.id });
  expect(artifacts).toContainEqual(expect.objectContaining({ path: 'residuals.csv' }));
});

/** In the page: runs whose end this browser does not know. */
const countOpenRuns = () =>
  new Promise<number>((resolve, reject) => {
    const opening = indexedDB.open('cellar-runs');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const counting = opening.result.transaction('openRuns').objectStore('openRuns').count();
      counting.onerror = () => reject(counting.error);
      counting.onsuccess = () => {
        opening.result.close();
        resolve(counting.result);
      };
    };
  });

interface Listed {
  readonly runs: readonly {
    readonly id: string;
    readonly kind: string;
    readonly status: string;
    readonly children: number;
    readonly experimentId: string;
    readonly metrics: object;
  }[];
}
