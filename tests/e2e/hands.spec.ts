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

test('what a person wants for themselves holds at once: sizes, keys of their own, Vim', async ({ page }) => {
  const id = await createNotebook(page.request, 'As I like it', [
    { source: 'const rows = [1, 2, 3]', pinned: true },
    { source: 'rows.length', pinned: true },
  ]);
  const frame = await openNotebook(page, id);
  const first = cell(frame, 1);
  const text = first.locator('.cm-content');
  await expect(cell(frame, 2)).toContainText('3', { timeout: 60_000 });
  const ask = async (what: string | RegExp) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: what }).click();
  };

  await ask('Code larger: 14 px');
  await expect(text).toHaveCSS('font-size', '14px');
  await ask('Theme: dark');
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');

  // What the menus and the panel offer is there too.
  const output = frame.locator('[data-output="2"]');
  await cell(frame, 2).focus();
  await expect(output).toHaveText('3');
  await ask('Hide the output, or show it');
  await expect(output).toBeEmpty();
  await ask('Hide the output, or show it');
  await expect(output).toHaveText('3');
  await ask('Panel: History');
  await expect(page.getByRole('tab', { name: 'History' })).toHaveAttribute('aria-selected', 'true');
  await ask('Download as …');
  await expect(page.getByRole('dialog')).toContainText('Jupyter');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // Another key for an act, though it is taken.
  await first.focus();
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'Change keys' }).click();
  await page
    .getByRole('group', { name: 'Run', exact: true })
    .getByRole('button', { name: 'Ctrl Enter' })
    .click();
  await page.keyboard.press('Control+w');
  await expect(page.getByText('Ctrl W closes the tab')).toBeVisible();
  await page.keyboard.press('Control+i');
  await expect(page.getByText('Ctrl I is taken by “What is this?”.')).toBeVisible();
  await page.getByRole('button', { name: 'Take it over' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(first.getByLabel('Run this cell')).toHaveAttribute('title', /\(Ctrl I\)/);

  // Vim: Escape ends what one does in the text, and then the text. The key that was chosen still runs, and so does :w.
  await ask('Turn Vim keys on');
  await first.focus();
  await page.keyboard.press('Enter');
  const mode = first.getByRole('status', { name: /Vim/ });
  await expect(mode).toHaveText('Normal');
  await page.keyboard.press('$');
  await page.keyboard.type('i, 4');
  await expect(mode).toHaveText('Insert');
  await page.keyboard.press('Control+i');
  await expect(cell(frame, 2)).toContainText('4');
  await page.keyboard.press('Escape');
  await expect(mode).toHaveText('Normal');
  await page.keyboard.type('dw');
  await page.keyboard.press('u');
  await expect(text).toHaveText('const rows = [1, 2, 3, 4]');
  await page.keyboard.type('0wcwrides');
  await page.keyboard.press('Escape');
  await page.keyboard.type(':w');
  await page.keyboard.press('Enter');
  await expect(cell(frame, 2)).toHaveAttribute('data-state', 'failed');
  await page.keyboard.press('Escape');
  await expect(first).toHaveAttribute('data-place', 'selected');

  // All of it is there the next time.
  await page.reload();
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(text).toHaveCSS('font-size', '14px');
  await first.focus();
  await page.keyboard.press('Enter');
  await expect(mode).toHaveText('Normal');
});
