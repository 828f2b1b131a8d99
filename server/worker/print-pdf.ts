import type { System } from '../context';
import { warmBrowser } from './browser';

/** A report on paper: A4, in the light colours. Nothing is asked of any host. */
export async function printPdf(system: System, html: string): Promise<Uint8Array> {
  const browser = await warmBrowser(system);
  const context = await browser.newContext();
  try {
    await context.setOffline(true);
    const page = await context.newPage();
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    await page.setContent(html, { timeout: 30_000 });
    return await page.pdf({
      ...{ format: 'A4', printBackground: true, tagged: true },
      margin: { top: '14mm', bottom: '14mm', left: '10mm', right: '10mm' },
    });
  } finally {
    await context.close().catch(() => {}); // it may have crashed
  }
}
