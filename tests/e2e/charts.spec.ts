import { expect, type Page, test } from '@playwright/test';
import { createNotebook, openNotebook, read } from './open-notebook';
import { takePicture } from './picture';

const chart = (options: object, output?: string) => ({
  type: 'application/vnd.cellar.chart+json',
  source: JSON.stringify(options, null, 2),
  ...(output ? { output } : {}),
});

const rides = `SELECT range AS id, range % 24 AS hr, ['winter', 'spring', 'summer', 'autumn'][1 + (range // 24) % 4] AS season,
  20 + 12 * sin(range / 100.0) AS temp, round((30 + 420 * exp(-((range % 24 - 8) ** 2) / 3) + 470 * exp(-((range % 24 - 17.5) ** 2) / 6)) * [0.7, 1.1, 1.5, 1.2][1 + (range // 24) % 4]) AS cnt
  FROM range(48000)`;

test('charts filter each other by brushing, what is chosen is a table, and inputs keep their value', async ({
  page,
}) => {
  const id = await createNotebook(page.request, 'Brushing', [
    { type: 'application/sql', source: rides, output: 'rides' },
    chart(
      { data: 'rides', mark: 'bar', x: 'hr', y: 'cnt', aggregate: 'mean', brush: true, height: 260 },
      'picked',
    ),
    chart({ data: 'rides', mark: 'bar', x: 'season', y: 'cnt', aggregate: 'mean', brush: true, height: 180 }),
    {
      type: 'application/sql',
      source: 'SELECT count(*) AS n, min(hr) AS first, max(hr) AS last FROM picked',
      output: 'n',
    },
    {
      type: 'application/vnd.cellar.input+json',
      source: JSON.stringify({
        control: 'select',
        label: 'Season',
        choices: { table: 'rides', column: 'season' },
      }),
      output: 'season',
      pinned: true,
    },
    { source: '({season, deep: [{"a b": new Map([["k", 7]])}]})', pinned: true },
  ]);
  const frame = await openNotebook(page, id);
  const shown = (cell: number) => frame.locator(`[data-output="${cell}"]`);
  const line = (cell: number) => shown(cell).locator('.chart-brush-line');
  await expect(line(3)).toContainText('Click to filter', { timeout: 60_000 });

  await test.step('a drag over bars chooses whole ones, and the other chart follows', async () => {
    await drag(page, await boxOf(shown(2).locator('.nsewdrag')), 7, 9);
    await expect(line(2)).toContainText('hr 7 – 9 × filters 1 view');
    await expect(line(3)).toContainText('filtered by hr 7 – 9');
    await takePicture(page, 'notebook-charts', { parts: [shown(2), shown(3)], height: 1200 });
    await expect(shown(4).getByRole('row').nth(1).getByRole('gridcell')).toHaveText(['6000', '7', '9']);
  });

  await test.step('arrow keys move it, Escape takes it away', async () => {
    await page.keyboard.press('ArrowRight');
    await expect(line(2)).toContainText('hr 8 – 10');
    await expect(shown(4).getByRole('row').nth(1).getByRole('gridcell')).toHaveText(['6000', '8', '10']);
    await page.keyboard.press('Escape');
    await expect(line(3)).toContainText('Click to filter');
  });

  await test.step('a table over the same data joins in', async () => {
    await shown(1).getByRole('button', { name: 'Link' }).click();
    await shown(1)
      .getByRole('button', { name: /^winter/ })
      .click();
    await expect(line(2)).toContainText('filtered by season is winter');
    await line(2).getByRole('button', { name: 'Clear all' }).click();
    await expect(line(2)).toContainText('Drag to filter');
  });

  await test.step('an input takes its choices from a column, and the file keeps what is set', async () => {
    await expect(shown(5).locator('option')).toHaveText(['autumn', 'spring', 'summer', 'winter']);
    const cell = frame.locator('[data-cell-id="5"]');
    await cell.click();
    await cell.getByLabel('Keep the value in the notebook').check();
    await shown(5).locator('select').selectOption('winter');
    const file = async () => String((await read(page.request, 'notebooks.read', { id })).html);
    await expect.poll(file).toContain('data-value="&quot;winter&quot;"');
    await page.reload();
    await expect(shown(5).locator('select')).toHaveValue('3', { timeout: 60_000 });
    await page.keyboard.press('Escape');
  });

  await test.step('a value is opened, and found in', async () => {
    await shown(6).hover();
    await shown(6).getByRole('button', { name: 'Find in this value' }).click();
    await shown(6).getByLabel('Name or value to find').fill('7');
    await expect(shown(6).getByRole('status')).toContainText('value.deep[0]["a b"].get("k"): 7');
  });
});

async function boxOf(place: {
  boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null>;
}) {
  const box = await place.boundingBox();
  if (!box) throw new Error('The chart is not on the page');
  return box;
}

/** Over the bars of hours, each half an hour to both sides of its number. */
async function drag(
  page: Page,
  box: { x: number; y: number; width: number; height: number },
  from: number,
  to: number,
) {
  const at = (hour: number) => box.x + (box.width * (hour + 0.5)) / 24;
  await page.mouse.move(at(from), box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(at(to), box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
}
