import type { System } from '../context';
import { warmBrowser } from './browser';

/** Takes pictures of a mail for `docs/images` when they are asked for (CELLAR_PICTURES): at a desk and on a phone, light and dark. */
export async function takeMailPictures(system: System, html: string, name: string): Promise<void> {
  if (!process.env.CELLAR_PICTURES) return;
  const context = await (await warmBrowser(system)).newContext();
  const page = await context.newPage();
  for (const [device, width] of [
    ['desktop', 600],
    ['phone', 375],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await page.setContent(html);
      await page.screenshot({
        path: `docs/images/${name}-${device}-${colorScheme}.png`,
        fullPage: true,
        scale: 'css',
      });
    }
  await context.close();
}
