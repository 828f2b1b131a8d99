import { expect, type Page, test } from '@playwright/test';
import { call, createNotebook, notebookFile, openNotebook } from './open-notebook';

const undo = (page: Page, of: string) =>
  page.locator('[data-sonner-toast]', { hasText: of }).getByRole('button', { name: 'Undo' }).click();

test('a save is named and compared; a deleted cell and an old text come back alone', async ({ page }) => {
  const pinned = (source: string) => ({ source, pinned: true });
  const cells = ['const a = 1', 'const b = a + 1', 'const c = b + 1'].map(pinned);
  const id = await createNotebook(page.request, 'Kept', cells);
  const later = notebookFile('Kept', [pinned('const a = 10'), ...cells.slice(1)]);
  await call(page.request, 'notebooks.save', {
    id,
    html: later.replace(/ {2}<script id="2"[\s\S]*?<\/script>\n/, ''),
    baseRevision: 1,
  });
  const frame = await openNotebook(page, id);
  await expect(frame.locator('[data-cell-id="3"]')).toBeVisible({ timeout: 60_000 });
  await expect(frame.locator('[data-cell-id="2"]')).toHaveCount(0);

  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByRole('button', { name: /^The 2 saves of/ }).click();
  await page.getByRole('button', { name: 'Options of save 1' }).click();
  await page.getByRole('menuitem', { name: 'Name it' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Sent to the team');
  await page.keyboard.press('Enter');

  // By keys alone: to what differs, and back with it.
  await page.getByRole('button', { name: /^Sent to the team/ }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'What changed' });
  await expect(dialog.getByRole('region')).toHaveCount(2);
  await expect(dialog.locator('del mark')).toHaveText('1');
  await expect(dialog.locator('ins mark')).toHaveText('10');
  await dialog.getByRole('button', { name: 'The next change' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('region').first()).toBeFocused();
  await dialog.getByRole('button', { name: 'Bring this cell back' }).press('Enter');
  await expect(frame.locator('main > [data-cell-id]').nth(1)).toHaveAttribute('data-cell-id', '2');
  await undo(page, 'The cell is back');
  await expect(frame.locator('[data-cell-id="2"]')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Restore this text' }).press('Enter');
  await expect(frame.locator('[data-cell-id="1"] .cm-content')).toHaveText('const a = 1');
});

test('notebooks are moved, tagged and found by their code; a comment stands at a cell and can be settled', async ({
  page,
}) => {
  const stamp = Date.now().toString(36);
  const title = `Found ${stamp}`;
  await createNotebook(page.request, title, [
    { source: 'const first = 1', pinned: true },
    { source: `const sum_${stamp} = first + 1`, pinned: true },
  ]);
  await page.goto('/notebooks');
  await page.getByRole('button', { name: `Options of ${title}` }).click();
  await page.getByRole('menuitem', { name: 'Move to a folder' }).click();
  await page.getByLabel('Folder', { exact: true }).fill(`Team ${stamp}/Bikes`);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: `Team ${stamp}` }).click();
  await page.getByRole('link', { name: 'Bikes', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bikes');
  await page.getByLabel(`Choose ${title}`).check();
  await page.getByRole('button', { name: 'Tags' }).click();
  await page.getByLabel('New tag').fill(`weekly ${stamp}`);
  await page.getByRole('button', { name: 'Save tags' }).click();
  await expect(page.getByRole('link', { name: `weekly ${stamp}` })).toBeVisible();

  await page.getByLabel('Find in titles, text and code').fill(`SUM_${stamp} = first`);
  await page.getByRole('link', { name: new RegExp(`sum_${stamp} = first`) }).click();
  const frame = page.frameLocator('iframe[title="Notebook"]');
  const cell = frame.locator('[data-cell-id="2"]');
  await expect(cell).toHaveAttribute('data-place', 'selected', { timeout: 60_000 });

  await cell.getByLabel('More for this cell').click();
  await frame.getByRole('menuitem', { name: 'Comment' }).click();
  await page.getByRole('textbox', { name: /^Comment/ }).fill('Is this **right**, @Y');
  await page.getByRole('option', { name: 'You' }).click();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('@You')).toBeVisible();
  await expect(cell.getByRole('button', { name: 'One comment on this cell' })).toBeVisible();
  await page.getByRole('button', { name: 'Resolve' }).click();
  await expect(cell.getByRole('button', { name: 'One comment on this cell' })).toHaveCount(0);
  await undo(page, 'Resolved');
  await expect(cell.getByRole('button', { name: 'One comment on this cell' })).toBeVisible();
});
