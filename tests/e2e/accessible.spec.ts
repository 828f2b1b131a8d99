import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Frame, type Page, test } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { call, createNotebook, openNotebook } from './open-notebook';
import { promote, rides, upload } from './promote-rides';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe holds against a document, in a line each: only what keeps somebody from using it. */
async function look(place: Page | Frame): Promise<string[]> {
  await place.evaluate(axe);
  const { violations } = await place.evaluate<AxeResults>(
    // Frames are looked at by themselves. How Observable Plot names the parts of a drawing is its own.
    `axe.run({ exclude: ['svg'] }, { iframes: false, resultTypes: ['violations'] })`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.slice(0, 5).map(({ target, html }) => `${id}: ${help}: ${target} ${html.slice(0, 160)}`),
    );
}

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing serious on the pages and in a notebook, ${colorScheme}`, async ({
    page,
    request,
  }) => {
    const found: Record<string, string[]> = {};
    const keep = (where: string, problems: string[]) => {
      if (problems.length > 0) found[where] = problems;
    };
    const dataset = await upload(request, `Rides for everybody, ${colorScheme}`, rides);
    const id = await createNotebook(request, 'For everybody', [
      {
        type: 'text/markdown',
        source: '# For everybody\n\nWith a [link](https://example.org) and `code`.\n\n- [ ] to do',
      },
      {
        type: 'application/sql',
        source: 'SELECT range AS hour, range * 2 AS count FROM range(40)',
        output: 'hours',
        pinned: true,
      },
      {
        source:
          'const chart = Plot.plot({ marks: [Plot.barY(hours, { x: "hour", y: "count" })] });\ndisplay(chart);',
        pinned: true,
      },
      { source: 'const level = view(Inputs.range([0, 10], { label: "Level", step: 1 }));', pinned: true },
      { source: 'display({ level, list: [1, 2, 3] });\nconsole.log("said");', pinned: true },
      { source: 'throw new Error("failed on purpose");', pinned: true },
    ]);
    await call(request, 'notebooks.grantDataset', { notebookId: id, datasetId: dataset, table: 'rides' });
    await promote(request, id, `for-everybody-${colorScheme}`);
    const places = [
      '/',
      '/notebooks',
      `/datasets/${dataset}`,
      ...[
        '/datasets',
        '/experiments',
        '/models',
        `/models/for-everybody-${colorScheme}`,
        `/models/for-everybody-${colorScheme}/1`,
        '/deployments',
      ],
      ...['/monitoring', '/schedules', '/settings', '/outbox', '/deletions', '/erasures', '/nowhere'],
    ];
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const place of places) {
      await page.goto(place);
      await expect(page.getByRole('heading').first()).toBeVisible();
      await expect(page.getByRole('progressbar')).toHaveCount(0);
      // What is loading fades in, and is of every contrast on its way.
      await expect(page.getByRole('status').filter({ hasText: /…$/ })).toHaveCount(0);
      keep(place, await look(page));
    }
    const frame = await openNotebook(page, id);
    await expect(frame.locator('[data-state="failed"]')).toHaveCount(1);
    await expect(frame.locator('[data-state="fresh"]')).toHaveCount(5);
    keep("notebook's page", await look(page));
    for (const inner of page.frames().slice(1)) keep('notebook', await look(inner));
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    keep('palette', await look(page));
    await page.getByRole('option', { name: /^Keys of notebooks/ }).click();
    await page.getByRole('button', { name: 'Change keys' }).click();
    await page.getByRole('button', { name: 'Add a key for “Run all”' }).click();
    await expect(page.getByRole('textbox', { name: 'New key for “Run all”' })).toBeFocused();
    keep('keys', await look(page));
    await page.keyboard.press('Escape');
    expect(found).toEqual({});
  });
