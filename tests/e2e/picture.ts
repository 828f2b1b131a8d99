import type { Page } from '@playwright/test';

/** Takes a picture for `docs/images` when they are asked for (CELLAR_PICTURES), of what the window shows. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (!process.env.CELLAR_PICTURES) return;
  await page.waitForTimeout(500);
  await page.screenshot({ path: `docs/images/${name}.png` });
}
