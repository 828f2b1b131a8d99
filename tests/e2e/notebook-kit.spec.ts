import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type FrameLocator, type Page, test } from '@playwright/test';
import { call, createNotebook, openNotebook, read } from './open-notebook';

const folder = join(import.meta.dirname, '../fixtures/notebook-kit');

/** What the cells show that matter, by file and cell; an element where it is drawn. */
const shown: Readonly<
  Record<string, Readonly<Record<number, string | RegExp | { find: string; count?: number }>>>
> = {
  'javascript.html': {
    ...{ 1: 'The answer is 42.', 3: '42', 5: 'Ada lived 37 years', 6: /factor 6.*factor 7/s, 7: 'came late' },
    ...{ 9: '16', 11: '3', 13: '30', 14: 'seen', 16: '<i>escaped</i>', 17: { find: 'circle[r="4"]' } },
    18: '"function"',
  },
  'typescript.html': { 3: '120', 5: 'pier: 4', 7: 'Rain3', 8: 'overloaded', 9: /rain: true/ },
  'legacy.html': {
    ...{
      1: 'The older dialect',
      2: '42',
      4: '25',
      5: 'FORM',
      6: '0',
      9: '84',
      10: '3',
      12: 'Hello, Observable',
    },
    ...{ 13: '5', 14: { find: 'canvas' }, 15: { find: 'clipPath circle' }, 17: /coffee, plain, .*svg/ },
    ...{ 18: 'ticked', 19: 'pulse', 20: { find: '.katex .sqrt' }, 21: 'true', 23: '7' },
  },
  'markdown.html': {
    ...{ 1: /Pier\s*120/, 3: { find: '.md-task input', count: 2 }, 4: { find: '.katex', count: 3 } },
    ...{
      5: 'not ${run}',
      6: { find: 'kbd', count: 2 },
      7: 'Riders: 200',
      8: 'Figure of 2 values',
      10: /\* and a backtick ` /,
    },
  },
  'formulas-and-graphs.html': {
    ...{ 1: { find: '.katex-display .msupsub' }, 3: { find: '.mtable' }, 4: 'katex-display' },
    ...{
      5: { find: 'g.node', count: 3 },
      7: '3',
      8: { find: '.katex-display' },
      9: { find: '.katex-display' },
    },
    10: { find: '[stroke="red"]' },
  },
  'sql.html': {
    ...{ 5: 'park 1020, pier 1080', 7: 'true', 10: 'ask the ? of \\\\d 42', 13: '6 of 230' },
    ...{ 14: /hour .*, riders .*, place string/, 16: '1' },
  },
  'files.html': {
    ...{ 2: '260', 4: 'hour,riders', 5: '4', 6: '3', 7: 'kit-rides.csv, text/csv, 30 bytes, 30', 8: '30' },
    ...{ 11: '120', 13: 'function' },
  },
  'inputs.html': {
    6: '3 · abc · long text · b · ac · 2 · y · true · 2026 · #4682b4 · 0.25',
    ...{
      8: '0 clicks',
      11: /^"?(\d+) found, \1 chosen/,
      13: '6',
      15: { find: 'input[type="range"]' },
      16: '6',
    },
  },
  'libraries.html': {
    ...{
      1: '23.5',
      2: { find: 'circle' },
      3: { find: 'rect' },
      4: '14',
      5: '3',
      6: '3',
      7: 'LineString',
      8: '26 letters',
    },
    9: '1260 26 406 195 53940 252 1708 77 11538 344 29853 2922',
    ...{ 10: 'number', 11: { find: '[aria-label="line"] path' }, 12: 'weights' },
  },
  'live.html': {
    ...{
      3: 'counter 1',
      5: 'pointer',
      8: 'queue true, all true',
      9: 'time passes',
      11: 'box 120, column true',
    },
    ...{ 12: 'day', 14: '4', 16: 'true' },
  },
  'other-languages.html': { 1: 'Kept as they are' },
};

const cell = (frame: FrameLocator, id: number) => frame.locator(`[data-output="${id}"]`);

test('notebooks of Notebook Kit run: every feature of its format and library, and no cell fails', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await page.setViewportSize({ width: 1280, height: 5000 });
  expect(readdirSync(folder).sort()).toEqual(Object.keys(shown).sort());
  const files = new Map<string, string>();
  for (const [file, cells] of Object.entries(shown)) {
    const html = readFileSync(join(folder, file), 'utf8');
    const { id } = await call(page.request, 'notebooks.create', { html });
    const frame = await openNotebook(page, String(id));
    await test.step(file, async () => {
      if (file === 'files.html') await addRides(frame, page);
      for (const [key, expected] of Object.entries(cells)) {
        const output = cell(frame, Number(key));
        if (typeof expected === 'string' || expected instanceof RegExp)
          await expect(output, `${file}, cell ${key}`).toContainText(expected);
        else if (expected.count !== undefined)
          await expect(output.locator(expected.find), `${file}, cell ${key}`).toHaveCount(expected.count);
        else await expect(output.locator(expected.find).first(), `${file}, cell ${key}`).toBeAttached();
      }
      await expect(frame.locator('[data-state="queued"], [data-state="running"]'), file).toHaveCount(0);
      const failed = frame.locator('[data-state="failed"], [data-state="blocked"]');
      expect(await failed.allTextContents(), file).toEqual([]);
      if (file === 'legacy.html') await changeByOthers(frame);
      if (file === 'other-languages.html')
        for (const language of ['Node.js', 'Python', 'R'])
          await expect(frame.getByText(`${language} does not run here`)).toBeVisible();
    });
    if (file !== 'files.html') files.set(String(id), html);
  }
  // What was only read is not written, neither at once nor when it was left.
  await page.goto('/notebooks');
  for (const [id, html] of files)
    expect((await read(page.request, 'notebooks.read', { id })).html).toBe(html);
});

/** A mutable is changed by the button of another cell, and who reads an input follows it. */
async function changeByOthers(frame: FrameLocator): Promise<void> {
  await cell(frame, 8).getByRole('button', { name: 'Add' }).click();
  await cell(frame, 8).getByRole('button', { name: 'Add' }).click();
  await expect(cell(frame, 6)).toContainText('2');
  await cell(frame, 3).locator('input[type="number"]').fill('6');
  await expect(cell(frame, 4)).toContainText('36');
  await expect(cell(frame, 13)).toContainText('11');
}

/** The file that the cells read, dropped as a person does it; then all run. */
async function addRides(frame: FrameLocator, page: Page): Promise<void> {
  await expect(frame.locator('[data-cell-id]').first()).toBeVisible();
  await frame.locator('main').evaluate((main) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(
      new File(['hour,riders\n8,120\n9,110\n10,30\n'], 'kit-rides.csv', { type: 'text/csv' }),
    );
    main.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  });
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add file' }).click();
  await expect(dialog).toBeHidden();
  await expect(frame.locator('main > [data-cell-id]')).toHaveCount(14); // a first query on it
  await frame.locator('[data-cell-id]').last().focus();
  await page.keyboard.press('Control+Shift+Enter');
}

test('a large photo that is dropped on a text becomes part of the file, and can be undone; what is no picture is refused', async ({
  page,
}) => {
  const id = await createNotebook(page.request, 'Pictures', [
    { source: '# Our pier', type: 'text/markdown' },
    'const x = 1',
  ]);
  const frame = await openNotebook(page, id);
  const text = frame.locator('[data-cell-id="1"]');
  await expect(text.getByRole('heading', { name: 'Our pier' })).toBeVisible();
  const drop = (broken: boolean) =>
    text.evaluate(async (shell, isBroken) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 3200, height: 2400 });
      const context = canvas.getContext('2d');
      const noise = context?.createImageData(3200, 2400);
      if (!context || !noise) throw new Error('no canvas');
      for (let i = 0; i < noise.data.length; i += 1) noise.data[i] = (i * 7919) % 251;
      context.putImageData(noise, 0, 0);
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(
        new File(isBroken || !blob ? ['none'] : [blob], isBroken ? 'note.png' : 'pier.png', {
          type: 'image/png',
        }),
      );
      shell.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, broken);
  await drop(false);
  const picture = text.getByRole('img', { name: 'pier' });
  await expect(picture).toBeVisible({ timeout: 30_000 });
  await expect(
    frame.getByText(/pier\.png is in the text, from 3200 × 2400 made \d+ × \d+ pixels/),
  ).toBeVisible();
  const size = await picture.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.src.length]);
  expect(size[0]).toBeLessThanOrEqual(2000);
  expect(size[1]).toBeLessThanOrEqual(1024 ** 2);
  await frame.getByRole('button', { name: 'Undo' }).last().click();
  await expect(picture).toHaveCount(0);
  await drop(true);
  await expect(frame.getByText(/note\.png is no picture that this browser shows/)).toBeVisible();
});
