import { expect, test } from '@playwright/test';
import { readDigits, zipDigits } from '@/cells/data/pictures/digits.fixture';
import { createNotebook, openNotebook } from './open-notebook';

test('a zip of pictures dropped on a notebook is a table with thumbnails', async ({ page }) => {
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Digits', ['"Pictures"']);
  const frame = await openNotebook(page, id);
  await expect(frame.getByText('Pictures').first()).toBeVisible({ timeout: 30_000 });
  const name = `digits-${Date.now()}`;
  const zip = Buffer.from(zipDigits(readDigits(300))).toString('base64');
  await frame.locator('main').evaluate(
    (main, { zip, name }) => {
      const bytes = Uint8Array.from(atob(zip), (letter) => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], `${name}.zip`, { type: 'application/zip' }));
      main.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    },
    { zip, name },
  );
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Table name in this notebook').fill('digits');
  await dialog.getByRole('button', { name: 'Add file' }).click();
  await expect(frame.locator('cellar-table-view img').first()).toBeVisible({ timeout: 60_000 });
  await expect(frame.getByText('300 rows × 5 columns')).toBeVisible();

  await page.goto('/datasets');
  await page.getByRole('link', { name }).click();
  await expect(page.locator('table img').first()).toBeVisible();
});
