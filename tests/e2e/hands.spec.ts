import { expect, type FrameLocator, test } from '@playwright/test';
import { createNotebook, openNotebook } from './open-notebook';

const cell = (frame: FrameLocator, id: number) => frame.locator(`[data-cell-id="${id}"]`);
const sources = (frame: FrameLocator) =>
  frame
    .locator('main > [data-cell-id]:visible')
    .evaluateAll((all) =>
      all.map((one) => one.querySelector('[data-source]')?.textContent || one.textContent?.trim()),
    );

test('cells are taken together, by keys alone; what waits says for whom, and a section folds', async ({
  page,
}) => {
  const id = await createNotebook(page.request, 'By hand', [
    { source: '# Rides', type: 'text/markdown' },
    { source: 'const rows = [1, 2, 3]', pinned: true },
    { source: 'rows.length * 2', pinned: true },
    { source: '# Later', type: 'text/markdown' },
  ]);
  const frame = await openNotebook(page, id);
  await expect(cell(frame, 3)).toHaveAttribute('data-state', 'fresh', { timeout: 60_000 });

  // Copied below, taken back.
  await cell(frame, 2).focus();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(frame.locator('[data-among]')).toHaveCount(2);
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(frame.locator('main > [data-cell-id]')).toHaveCount(6);
  await expect(frame.getByText('rows is defined more than once').first()).toBeVisible();
  await page.keyboard.press('z');
  await expect(frame.locator('main > [data-cell-id]')).toHaveCount(4);
  await expect(cell(frame, 3)).toHaveAttribute('data-state', 'fresh');

  // Deleted, and back with its value: nothing runs again.
  await cell(frame, 2).focus();
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await expect(cell(frame, 3)).toHaveAttribute('data-state', 'failed');
  await page.keyboard.press('z');
  await expect(cell(frame, 3)).toHaveAttribute('data-state', 'fresh');

  // Switched off, what depends on it waits once it is asked anew.
  await cell(frame, 2).getByLabel('More for this cell').click();
  await frame.getByRole('menuitem', { name: 'Switched off' }).click();
  await page.reload();
  await expect(cell(frame, 3)).toContainText('waits for rows, which is switched off', { timeout: 60_000 });
  await cell(frame, 3).getByRole('button', { name: 'rows' }).click();
  await expect(cell(frame, 2)).toHaveAttribute('data-place', 'selected');

  await page.keyboard.press('ArrowLeft');
  await expect(cell(frame, 1)).toContainText('2 cells folded');
  await expect.poll(() => sources(frame)).toHaveLength(2);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => sources(frame)).toHaveLength(4);

  // The page beside it: who feeds whom, and what the palette knows.
  await page.getByRole('tab', { name: 'Flow' }).click();
  await expect(page.getByRole('button', { name: /^rows\.length \* 2, .*, reads rows$/ })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/Find a notebook/).fill('Add below');
  await page.getByRole('option', { name: /^Add below/ }).click();
  await expect(frame.locator('main > [data-cell-id]')).toHaveCount(5);
});
