import type { System } from '../context';
import type { Shrink } from '../services/mails';
import { warmBrowser } from './browser';

/** Draws pictures anew with fewer pixels, in the browser that took them. Nothing is asked of any host. */
export const shrinkIn =
  (system: System): Shrink =>
  async (pictures, to) => {
    const context = await (await warmBrowser(system)).newContext();
    try {
      await context.setOffline(true);
      const page = await context.newPage();
      const shrunk: Uint8Array[] = [];
      for (const picture of pictures)
        shrunk.push(
          Buffer.from(
            await page.evaluate(drawSmaller, { ...to, base64: Buffer.from(picture).toString('base64') }),
            'base64',
          ),
        );
      return shrunk;
    } finally {
      await context.close().catch(() => {}); // it may have crashed
    }
  };

/** Runs in the page. */
async function drawSmaller({ base64, scale, type }: { base64: string; scale: number; type: string }) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const whole = await createImageBitmap(new Blob([bytes]));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(whole.width * scale));
  canvas.height = Math.max(1, Math.round(whole.height * scale));
  const drawing = canvas.getContext('2d');
  if (!drawing) throw new Error('The browser gives no canvas.');
  drawing.imageSmoothingQuality = 'high';
  // JPEG knows nothing transparent.
  drawing.fillStyle = '#ffffff';
  if (type === 'jpeg') drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(whole, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL(`image/${type}`, 0.82).replace(/^[^,]*,/, '');
}
