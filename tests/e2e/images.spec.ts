import { expect, test } from '@playwright/test';
import { readDigits, writePng, zipDigits } from '@/cells/data/pictures/digits.fixture';
import { createNotebook, openNotebook } from './open-notebook';

test('pictures go from a zip to a model that answers a picture', async ({ page }) => {
  const name = `digits-${Date.now()}`;
  const digits = readDigits(400);
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Digits', [
    `const model = await ml.train(result, { target: 'label', options: { pictureSize: 8, filters: [8], epochs: 8, batchSize: 32, shift: 0.05 } });\ndisplay(model);`,
  ]);
  const frame = await openNotebook(page, id);

  await test.step('a dropped zip is a table with thumbnails', async () => {
    await expect(frame.locator('[data-cell-id]').first()).toBeVisible({ timeout: 60_000 });
    const zip = Buffer.from(zipDigits(digits)).toString('base64');
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
    await expect(frame.getByText('400 rows × 5 columns')).toBeVisible();
  });

  await test.step('a network learns from it, and its slice gives it again, exactly', async () => {
    await frame.getByRole('button', { name: 'Promote model' }).first().click({ timeout: 90_000 });
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Model').fill(name);
    await dialog.getByRole('button', { name: 'Promote', exact: true }).click();
    await expect(dialog).toBeHidden({ timeout: 60_000 });
    await page.goto(`/models/${name}/1`);
    await expect(page.getByText('Exactly').first()).toBeVisible({ timeout: 120_000 });
  });

  await test.step('it answers pictures over HTTP, and refuses what is none', async () => {
    const ask = (rows: unknown[]) => page.request.post(`/api/models/${name}/predict`, { data: { rows } });
    const pictures = digits
      .slice(0, 50)
      .map(({ greys }) => ({ image: Buffer.from(writePng(greys, 8)).toString('base64') }));
    const response = await ask(pictures);
    expect(response.ok(), await response.text()).toBe(true);
    const { predictions } = await response.json();
    const right = digits.slice(0, 50).filter(({ label }, i) => predictions[i].prediction === String(label));
    expect(right.length).toBeGreaterThan(30);
    const refused = await ask([{ image: 'aGVsbG8=' }]);
    expect(refused.status()).toBe(422);
    expect(await refused.text()).toContain('must be a PNG or JPEG picture');
  });
});
