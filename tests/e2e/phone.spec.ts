import { expect, type Locator, type Page, test } from '@playwright/test';
import { createNotebook } from './open-notebook';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

/** CSS pixels by which a page, or a frame in it, is wider than the window. */
const tooWide = (of: Locator) =>
  of.evaluate(({ ownerDocument: { documentElement } }) => documentElement.scrollWidth - innerWidth);

/** Targets in sight that a thumb would miss, by name: less than `least` pixels high or wide. */
const smallTargets = (of: Locator, least: number) =>
  of.evaluateAll(
    (all, limit) =>
      all.flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        const isThere = width > 0 && getComputedStyle(one).visibility !== 'hidden';
        return isThere && Math.min(width, height) < limit
          ? [
              `${one.getAttribute('aria-label') ?? one.textContent}: ${Math.round(width)} × ${Math.round(height)}`,
            ]
          : [];
      }),
    least,
  );

const fits = async (page: Page) => {
  expect(await tooWide(page.locator('main').first())).toBe(0);
};

test('on a phone a notebook is found, read, run and played with, by touch', async ({ page }) => {
  await createNotebook(page.request, 'Read on the way', [
    {
      type: 'text/markdown',
      source:
        '# How many bikes at nine o’clock?\n\nOn working days **twice as many** as at noon. `a_very_long_name_that_does_not_break_by_itself_anywhere_at_all`\n\n| hour | working days | weekends | holidays | all |\n|---|---|---|---|---|\n| 8 | 477 | 110 | 90 | 359 |\n| 9 | 241 | 180 | 140 | 219 |',
    },
    { source: 'const least = view(Inputs.range([0, 23], {label: "From hour", step: 1, value: 6}));' },
    {
      type: 'application/sql',
      source:
        "SELECT range AS hour, 20 + range * 7 AS bikes, 'working day' AS kind, random() AS chance FROM range(24) WHERE range >= ${least}",
      output: 'rides',
      pinned: true,
    },
    {
      source: 'Plot.plot({marks: [Plot.barY(rides, {x: "hour", y: "bikes"}), Plot.ruleY([0])]})',
    },
  ]);
  await page.goto('/notebooks');
  await fits(page);
  await page.getByRole('link', { name: 'Read on the way' }).first().tap();
  const frame = page.frameLocator('iframe[title="Notebook"]');
  const body = frame.locator('body');
  const cell = (at: number) => frame.locator(`[data-cell-id="${at}"]`);
  await expect(cell(4).locator('svg rect')).toHaveCount(18, { timeout: 60_000 });
  await fits(page);
  expect(await tooWide(body)).toBe(0);

  // An input, by its field and by touch of its slider.
  await cell(2).getByRole('spinbutton').fill('20');
  await expect(cell(4).locator('svg rect')).toHaveCount(4);

  // A cell is written and run. By clicks: the browser that is driven puts touches in a frame of another origin too far up.
  await cell(3).locator('.cm-content').click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(' LIMIT 2');
  await cell(3).getByLabel('Run this cell').click();
  await expect(cell(4).locator('svg rect')).toHaveCount(2);
  expect(await tooWide(body)).toBe(0);

  // A thumb hits what it is meant to.
  const chief = frame.locator(
    '[role=toolbar] button, [aria-label="Run this cell"], [aria-label="More for this cell"]',
  );
  expect(await smallTargets(chief, 36)).toEqual([]);
  expect(await smallTargets(frame.locator('main :is(button, input, select):not([type=number])'), 24)).toEqual(
    [],
  );
  await expect(page.getByRole('navigation', { name: 'Places' }).getByRole('link')).not.toHaveCount(0);
  expect(await smallTargets(page.locator('header button, nav a'), 36)).toEqual([]);
  await page.getByRole('button', { name: 'Show the panel' }).tap();
  await page.getByRole('tab', { name: 'Outline' }).tap();
  expect(await smallTargets(page.getByRole('tab'), 28)).toEqual([]);
  await fits(page);
  await page.getByRole('button', { name: 'How many bikes at nine o’clock?' }).tap();
  await expect(page.getByRole('tab')).toHaveCount(0);
});
