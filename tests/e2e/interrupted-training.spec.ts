import { expect, type Page, test } from '@playwright/test';
import { formatNumber } from '../../components/ui/format';
import { createNotebook, openNotebook, read } from './open-notebook';

const makeRows = `const rows = Array.from({ length: 1200 }, (_, i) => ({
  hour: i % 24,
  warmth: ((i * 37) % 100) / 100,
  rides: 100 + 5 * Math.abs((i % 24) - 12) + 80 * (((i * 37) % 100) / 100) + ((i * 7919) % 13),
}));`;
/** Longer than any machine needs to be interrupted. */
const training = JSON.stringify({
  data: 'rows',
  target: 'rides',
  learner: 'network',
  options: { epochs: 10_000, patience: 10_000 },
});

/** The epoch of the newest checkpoint that this browser keeps of the notebook; 0 for none. */
const keptEpoch = (page: Page, notebookId: string) =>
  page.evaluate(
    (id) =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('cellar-checkpoints');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const asked = opening.result.transaction('about').objectStore('about').getAll();
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result.find(({ notebookId }) => notebookId === id)?.about.step ?? 0);
          };
        };
      }),
    notebookId,
  );

test('a training whose tab dies goes on where its checkpoint stood, as the same run', async ({
  page,
  context,
}) => {
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Interrupted', [
    makeRows,
    { source: training, type: 'application/vnd.cellar.train+json', output: 'model' },
  ]);
  const frame = await openNotebook(page, id);
  const cell = frame.locator('[data-kind="train"]');
  await cell.hover();
  await cell.getByRole('button', { name: /^Run/ }).first().click();
  await expect.poll(() => keptEpoch(page, id), { timeout: 60_000 }).toBeGreaterThan(0);
  await page.close();

  const next = await context.newPage();
  const again = await openNotebook(next, id);
  const note = again.getByText(/Training was interrupted at epoch [\d\s]+ of 10\s000/);
  await expect(note).toBeVisible({ timeout: 30_000 });
  const epoch = await keptEpoch(next, id);
  await expect(note).toContainText(`at epoch ${formatNumber(epoch)} of`);
  await again.getByRole('button', { name: 'Go on' }).click();
  await expect(again.getByText(`Gone on after epoch ${epoch.toLocaleString('en')}`)).toBeVisible({
    timeout: 30_000,
  });
  await expect(note).toBeHidden();
  await again.getByRole('button', { name: /^Stop/ }).first().click();
  await expect(again.getByText(/Stopped by hand; the best epoch, \d+, was kept/)).toBeVisible({
    timeout: 30_000,
  });
  await expect.poll(() => keptEpoch(next, id)).toBe(0);

  await expect(async () => {
    const { runs } = (await read(next.request, 'runs.list', { filter: '', notebookId: id })) as {
      runs: { id: string; status: string }[];
    };
    expect(runs).toHaveLength(1);
    expect(runs[0]?.status).toBe('KILLED');
    const [loss] = (await read(next.request, 'runs.metrics', {
      runIds: [runs[0]?.id],
      keys: ['validationRmse'],
      size: 0,
    })) as unknown as { steps: number[] }[];
    const steps = loss?.steps ?? [];
    expect(steps.length).toBeGreaterThan(epoch);
    expect(steps).toEqual(Array.from({ length: steps.length }, (_, i) => i + 1));
  }).toPass({ timeout: 20_000 });
});

test('a cross-validation whose tab dies goes on in its fold; until then its run is stopped', async ({
  page,
  context,
}) => {
  await page.goto('/notebooks');
  const source = JSON.stringify({ ...JSON.parse(training), folds: { kind: 'k-fold', k: 3 } });
  const id = await createNotebook(page.request, 'Interrupted folds', [
    makeRows,
    { source, type: 'application/vnd.cellar.train+json', output: 'folds' },
  ]);
  const frame = await openNotebook(page, id);
  const cell = frame.locator('[data-kind="train"]');
  await cell.hover();
  await cell.getByRole('button', { name: /^Run/ }).first().click();
  await expect.poll(() => keptEpoch(page, id), { timeout: 60_000 }).toBe(1);
  const statuses = async () => {
    const { runs } = (await read(page.request, 'runs.list', { filter: '', notebookId: id })) as {
      runs: { status: string }[];
    };
    return runs.map(({ status }) => status);
  };
  await expect.poll(statuses).toEqual(['RUNNING']);
  await page.close();

  const next = await context.newPage();
  const again = await openNotebook(next, id);
  await expect(again.getByText('Cross-validation was interrupted in fold 1 of 3.')).toBeVisible({
    timeout: 30_000,
  });
  await expect.poll(statuses, { timeout: 20_000 }).toEqual(['KILLED']);
  await again.getByRole('button', { name: 'Go on' }).click();
  await expect(again.getByText('Fold 1 of 3 · Gone on in fold 1')).toBeVisible({ timeout: 30_000 });
  await expect.poll(statuses, { timeout: 20_000 }).toEqual(['RUNNING']);
});
