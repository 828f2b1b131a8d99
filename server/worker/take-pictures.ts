import type { Frame, Locator, Page } from 'playwright-core';
import type { FrozenCell } from '@/cells/bridge/messages';
import {
  pictureMargin as margin,
  pictureStyle,
  tallestPicture as tallest,
} from '@/cells/bridge/picture-style';
import { type PicturedCell, type PicturedPart, tableOf, withoutFigures } from '../services/reports';

/** The column is shown in one piece up to here, so that nothing scrolls between pictures; what lies deeper is scrolled to. */
const tallestView = 10_000;
const mostParts = 20;
const longestPart = 1_000_000;

/** The cells of a notebook that ran to its end, each with a picture of what it shows; of outputs that have parts, of each part. */
export async function takePictures(
  page: Page,
  cells: readonly FrozenCell[],
  { most, tell }: { readonly most: number; tell(line: string): void },
): Promise<PicturedCell[]> {
  const frame = page.frames().find((other) => other !== page.mainFrame());
  if (!frame) return [...cells];
  await frame.addStyleTag({ content: pictureStyle });
  const height = Math.min(await frame.evaluate(() => document.documentElement.scrollHeight), tallestView);
  // All of the column on screen at once: charts that draw when seen have drawn.
  await page.setViewportSize({ width: 680, height: Math.max(height, 900) });
  const pictured: PicturedCell[] = [];
  let taken = 0;
  for (const cell of cells) {
    const output = frame.locator(`[data-output="${cell.cellId}"]`);
    const hasContent = cell.text.trim() !== '' || /<(svg|canvas|img|input|table)\b/i.test(cell.html);
    if (hasContent) taken += 1;
    const isWanted = hasContent && taken <= most;
    pictured.push({ ...cell, ...(isWanted && { png: await takePicture(page, output) }) });
  }
  if (taken > most)
    tell(`${taken} cells show something: the first ${most} have a picture, the others their text.`);
  // Pictures of whole cells come first: of parts, what stands as text is hidden.
  const parted: PicturedCell[] = [];
  for (const cell of pictured)
    parted.push(cell.png ? { ...cell, parts: await takeParts(page, frame, cell) } : cell);
  return parted;
}

/** Parts that say their title in `data-part`, in their order. Their first table, where it can be told as text, is not in the picture. */
async function takeParts(
  page: Page,
  frame: Frame,
  { cellId }: FrozenCell,
): Promise<PicturedPart[] | undefined> {
  const all = await frame.locator(`[data-output="${cellId}"] [data-part]`).all();
  const parts: PicturedPart[] = [];
  for (const part of all.slice(0, mostParts)) {
    const html = (await part.evaluate((element) => element.outerHTML)).slice(0, longestPart);
    const isDrawn = await part.evaluate(hideSaid, tableOf(withoutFigures(html)) !== undefined);
    const title = (await part.getAttribute('data-part')) ?? '';
    parts.push({ title, html, ...(isDrawn && { png: await takePicture(page, part) }) });
  }
  return parts.length > 0 ? parts : undefined;
}

/** Whether a drawing or another table is left once the title, and the table where `isTold`, are hidden. Runs in the frame. */
function hideSaid(part: Element, isTold: boolean): boolean {
  const tables = [...part.querySelectorAll('table')];
  const table = isTold ? tables.find((one) => !one.closest('figure')) : undefined;
  for (const said of [part.querySelector(':scope > h4'), table])
    if (said instanceof HTMLElement) said.style.setProperty('display', 'none', 'important');
  return [...part.querySelectorAll('svg, canvas, img, table')].some((drawn) => !table?.contains(drawn));
}

async function takePicture(page: Page, of: Locator): Promise<Uint8Array | undefined> {
  let box = await of.boundingBox();
  const bottom = page.viewportSize()?.height ?? 0;
  if (box && (box.y < 0 || box.y + Math.min(box.height, tallest) > bottom)) {
    await of.scrollIntoViewIfNeeded({ timeout: 15_000 });
    box = await of.boundingBox();
  }
  if (!box || box.width < 1 || box.height < 1) return undefined;
  return page.screenshot({
    clip: {
      x: Math.max(box.x - margin, 0),
      y: Math.max(box.y - margin, 0),
      width: box.width + 2 * margin,
      height: Math.min(box.height, tallest) + 2 * margin,
    },
    animations: 'disabled',
    timeout: 15_000,
  });
}
