import { expect, test } from '@playwright/test';
import { createNotebook, openNotebook } from './open-notebook';
import { takePicture } from './picture';

test('a table is searched, brushed, sorted, laid out, copied and said in SQL', async ({ page }) => {
  const id = await createNotebook(page.request, 'Tables', [
    {
      pinned: true,
      source:
        'const rides = d3.range(2400).map((i) => ({hour: i % 24, day: d3.utcDay.offset(new Date("2011-01-01"), Math.floor(i / 24)), kind: i % 3 ? "member" : "guest", count: i, riders: Math.round(20 + 420 * Math.exp(-((i % 24 - 8) ** 2) / 3) + 470 * Math.exp(-((i % 24 - 17.5) ** 2) / 6) + 60 * Math.sin(i) ** 2), warm: Math.round(12 - 9 * Math.cos(i / 380) + 4 * Math.sin(i / 3.8))}));',
    },
    { pinned: true, source: 'rides' },
  ]);
  const frame = await openNotebook(page, id);
  const shown = frame.locator('[data-output="2"]');
  const status = shown.locator('footer').getByRole('status');
  const chips = shown.getByRole('list', { name: 'Filters and sorting' });
  await expect(status).toHaveText(/2.400 rows × 6 columns/);

  // A drag over the bars of a column filters, arrow keys move it on, and the other columns follow.
  const hours = shown.getByRole('slider', { name: /Rows by hour/ });
  const box = await hours.boundingBox();
  if (!box) throw new Error('The bars are not on the page');
  const at = (hour: number) => box.x + (box.width * (hour + 0.5)) / 24;
  await page.mouse.move(at(6), box.y + 8);
  await page.mouse.down();
  await page.mouse.move(at(9), box.y + 8, { steps: 4 });
  await page.mouse.up();
  await expect(chips).toContainText('hour 6 – 9');
  await page.keyboard.press('ArrowRight');
  await expect(chips).toContainText('hour 7 – 10');
  await takePicture(page, 'notebook-table', { parts: [shown], height: 860 });
  await shown.getByRole('button', { name: /^guest/ }).click();
  await expect(status).toHaveText(/^100 of 2.400 rows/);

  await shown.getByRole('button', { name: 'Sort by kind' }).click();
  await shown.getByRole('button', { name: 'Sort by count' }).click({ modifiers: ['Shift'] });
  await shown.getByRole('button', { name: 'Sort by count' }).click({ modifiers: ['Shift'] });
  const cells = shown.getByRole('row').nth(1).getByRole('gridcell');
  await expect(cells).toHaveText(['9', '2011-04-10 00:00:00', 'guest', '2385', '336', '0']);

  await shown.getByRole('button', { name: 'Column count' }).click();
  await frame.getByRole('button', { name: 'Pin' }).click();
  await expect(shown.getByRole('row').nth(1).getByRole('gridcell')).toHaveText([
    '2385',
    '9',
    '2011-04-10 00:00:00',
    'guest',
    '336',
    '0',
  ]);

  // What is marked is copied as spreadsheets take it.
  await shown.getByRole('row').nth(1).getByRole('gridcell').first().click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowRight');
  await frame.locator('body').evaluate((body) =>
    body.addEventListener('copy', (event) => {
      if (event instanceof ClipboardEvent) body.dataset.copied = event.clipboardData?.getData('text/plain');
    }),
  );
  await page.keyboard.press('ControlOrMeta+c');
  await expect(frame.locator('body')).toHaveAttribute('data-copied', '2385\t9\n2361\t9');

  await page.keyboard.press('ControlOrMeta+f');
  await page.keyboard.insertText('2011-04-0');
  await expect(shown.getByRole('search').getByRole('status')).toHaveText('1 of 9');
  await page.keyboard.press('Enter');
  await expect(shown.getByRole('search').getByRole('status')).toHaveText('2 of 9');
  await page.keyboard.press('Escape');

  // The cell runs again, and the view stands as it stood.
  await frame.locator('[data-cell-id="2"]').focus();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(chips).toContainText('is guest');
  await shown.getByRole('button', { name: 'To SQL' }).click();
  await expect(frame.locator('[data-output="3"] footer').getByRole('status')).toHaveText(
    /100 rows × 6 columns/,
  );
  await shown.getByRole('button', { name: 'Clear all' }).click();
  await expect(status).toHaveText(/^2.400 rows/);
  await shown.getByRole('radio', { name: 'Objects' }).click();
  await expect(shown).toContainText('Array(2400)');
});
