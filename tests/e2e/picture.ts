import type { Locator, Page } from '@playwright/test';

/**
 * Takes a picture for `docs/images` when they are asked for (CELLAR_PICTURES): of what the window shows, or of the part of it in which all
 * of `parts` stand, with a margin. `height`: of the window meanwhile, for what does not fit into it.
 */
export async function takePicture(
  page: Page,
  name: string,
  { parts = [], height }: { readonly parts?: readonly Locator[]; readonly height?: number } = {},
): Promise<void> {
  if (!process.env.CELLAR_PICTURES) return;
  const before = page.viewportSize();
  if (before && height) await page.setViewportSize({ ...before, height });
  // Nothing is pointed at. On the way out of a frame there have to be steps in it.
  await page.mouse.move(400, 60, { steps: 12 });
  await page.mouse.move(1, 1);
  await page.waitForTimeout(800);
  const boxes = (await Promise.all(parts.map((part) => part.boundingBox()))).flatMap((box) => box ?? []);
  const left = Math.min(...boxes.map(({ x }) => x)) - margin;
  const top = Math.min(...boxes.map(({ y }) => y)) - margin;
  const clip = {
    x: Math.max(0, left),
    y: Math.max(0, top),
    width: Math.max(...boxes.map(({ x, width }) => x + width)) + margin - Math.max(0, left),
    height: Math.max(...boxes.map(({ y, height: tall }) => y + tall)) + margin - Math.max(0, top),
  };
  await page.screenshot({ path: `docs/images/${name}.png`, ...(boxes.length > 0 && { clip }) });
  if (before && height) await page.setViewportSize(before);
}

/** CSS pixels around what is shown. */
const margin = 12;
