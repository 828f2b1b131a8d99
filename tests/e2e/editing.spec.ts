import { expect, type FrameLocator, type Page, test } from '@playwright/test';
import { type CellCode, createNotebook, openNotebook } from './open-notebook';
import { takePicture } from './picture';

/** Writing a notebook as a person does, by keyboard. */
async function open(page: Page, cells: readonly CellCode[]) {
  await page.goto('/notebooks');
  const frame = await openNotebook(page, await createNotebook(page.request, 'Editing', cells));
  return {
    frame,
    cells: frame.locator('[data-cell-id]'),
    cell: (id: number) => frame.locator(`[data-cell-id="${id}"]`),
  };
}

/** Puts the cursor at the end of a cell's text. */
async function write(page: Page, frame: FrameLocator, id: number, text: string, replace = false) {
  const cell = frame.locator(`[data-cell-id="${id}"]`);
  const editor = cell.getByRole('textbox').and(frame.locator('.cm-content'));
  if (!(await editor.isVisible())) {
    await cell.focus();
    await page.keyboard.press('Enter');
  }
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press(replace ? 'Delete' : 'ArrowRight');
  await page.keyboard.insertText(text);
}

const output = (frame: FrameLocator, id: number) => frame.locator(`[data-output="${id}"]`);
const order = (frame: FrameLocator) =>
  expect.poll(() =>
    frame.locator('[data-cell-id]').evaluateAll((all) => all.map((one) => Number(one.dataset.cellId))),
  );

test('a first notebook is written, run and changed by keyboard', async ({ page }) => {
  const { frame, cell } = await open(page, []);
  await frame.getByRole('button', { name: 'Write text' }).click();
  await page.keyboard.insertText('# Hello');
  await page.keyboard.press('Alt+Enter');
  await expect(output(frame, 1).getByRole('heading', { name: 'Hello' })).toBeVisible();

  // Text follows text; the new cell is made JavaScript in command mode.
  await expect(cell(2)).toHaveAttribute('data-place', 'editing');
  await page.keyboard.press('Escape');
  await page.keyboard.press('y');
  await page.keyboard.press('Enter');
  await page.keyboard.insertText('const width = 6');
  await page.keyboard.press('Shift+Enter');
  await expect(cell(3)).toHaveAttribute('data-place', 'editing');
  await page.keyboard.insertText('width * 7');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(output(frame, 3)).toHaveText('42');

  // What depends on a cell follows it; half-written code does not run.
  await write(page, frame, 2, '0');
  await expect(cell(2).getByText('edited')).toBeVisible();
  await expect(output(frame, 3)).toHaveText('42');
  await page.keyboard.press('Shift+Enter');
  await expect(output(frame, 3)).toHaveText('420');
  await expect(cell(3)).toHaveAttribute('data-place', 'selected');
  await expect(cell(3)).toBeFocused();
});

test('the frame begins with the HTML of the page, where it can be taken over, and with the page elsewhere', async ({
  page,
}) => {
  const id = await createNotebook(page.request, 'Early', ['6 * 7']);
  const started = (end: string) =>
    page.evaluate(
      (end) =>
        performance
          .getEntriesByType('resource')
          .flatMap(({ name, startTime }) => (name.includes(end) ? startTime : [])),
      end,
    );
  const frame = await openNotebook(page, id);
  await expect(output(frame, 1)).toHaveText('42');
  const [made, ...others] = await started('/frame/notebook.html');
  expect(others).toEqual([]);
  expect(made).toBeLessThan((await started('/api/trpc/notebooks.read'))[0] ?? 0);

  // A click brings no HTML.
  await page.getByRole('link', { name: 'Notebooks' }).first().click();
  await page.getByRole('link', { name: 'Early' }).first().click();
  await expect(output(frame, 1)).toHaveText('42');

  await page.addInitScript(() => Reflect.deleteProperty(Element.prototype, 'moveBefore'));
  await openNotebook(page, id);
  await expect(output(frame, 1)).toHaveText('42');
  expect(await started('/frame/notebook.html')).toHaveLength(1);
});

test('cells are added, deleted and moved, and all of it is undone and redone', async ({ page }) => {
  const { frame, cell } = await open(page, [
    { pinned: true, source: '"first"' },
    { pinned: true, source: '"second"' },
  ]);
  await expect(output(frame, 2)).toHaveText('"second"');
  await cell(1).focus();
  await cell(2).click({ position: { x: 400, y: 2 } });
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await page.keyboard.insertText('"third"');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(output(frame, 3)).toHaveText('"third"');
  await order(frame).toEqual([1, 3, 2]);

  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+ArrowUp');
  await order(frame).toEqual([3, 1, 2]);
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await order(frame).toEqual([1, 2]);
  await page.keyboard.press('m');
  await expect(cell(1)).toHaveAttribute('data-kind', 'markdown');

  await page.keyboard.press('z');
  await expect(cell(1)).toHaveAttribute('data-kind', 'javascript');
  await page.keyboard.press('z');
  await order(frame).toEqual([3, 1, 2]);
  await expect(output(frame, 3)).toHaveText('"third"');
  await page.keyboard.press('z');
  await order(frame).toEqual([1, 3, 2]);
  await page.keyboard.press('ControlOrMeta+z');
  await page.keyboard.press('ControlOrMeta+z');
  await order(frame).toEqual([1, 2]);

  for (const _ of [1, 2, 3, 4]) await page.keyboard.press('Shift+Z');
  await order(frame).toEqual([1, 2]);
  await page.keyboard.press('Shift+Z');
  await expect(cell(1)).toHaveAttribute('data-kind', 'markdown');
});

test('typing is undone in the editor, also after the cell was left', async ({ page }) => {
  const { frame, cell } = await open(page, [
    { pinned: true, source: 'const a = 1' },
    { pinned: true, source: '"b"' },
  ]);
  await write(page, frame, 1, '0');
  await expect(cell(1).locator('.cm-content')).toHaveText('const a = 10');
  await write(page, frame, 2, '+ 2');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(cell(2).locator('.cm-content')).toHaveText('"b"');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(cell(1).locator('.cm-content')).toHaveText('const a = 1');
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(cell(1).locator('.cm-content')).toHaveText('const a = 10');
});

test('a mistake shows at its cell with line and column, and where others wait for it', async ({ page }) => {
  const { frame, cell } = await open(page, [
    { pinned: true, source: 'const a = 1;\nconst b = a.missing.name;' },
    { pinned: true, source: 'b + 1' },
  ]);
  await expect(output(frame, 1)).toContainText('TypeError');
  await expect(output(frame, 1)).toContainText('line 2, column');
  await expect(cell(1).locator('.cm-failed-line')).toHaveText('const b = a.missing.name;');
  await expect(cell(2).getByText(/^waits for/)).toBeVisible();
  await cell(2).getByRole('button', { name: 'b', exact: true }).click();
  await expect(cell(1)).toHaveAttribute('data-place', 'selected');

  await write(page, frame, 1, 'const b = 4', true);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(output(frame, 2)).toHaveText('5');
  await expect(cell(1).locator('.cm-failed-line')).toHaveCount(0);

  // Before anything runs, what cannot be read is underlined.
  await write(page, frame, 1, 'const b = = 4', true);
  await expect(cell(1).locator('.cm-lintRange-error')).toBeVisible();
});

test('a running cell shows how far it is and can be stopped', async ({ page }) => {
  const { frame, cell } = await open(page, [
    { pinned: true, source: 'progress(0.4, "counting"); await new Promise(() => {})' },
  ]);
  await expect(cell(1).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '40');
  await expect(cell(1).getByText('40 %')).toBeVisible();
  await cell(1).getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(cell(1)).not.toHaveAttribute('data-state', 'running');
  await expect(cell(1).getByRole('progressbar')).toHaveCount(0);
  await expect(frame.getByRole('button', { name: 'Run this cell' })).toBeVisible();
});

test('names of cells and of the standard library complete while one types', async ({ page }) => {
  const { frame, cell } = await open(page, [
    { pinned: true, source: 'const temperature = 21' },
    { pinned: true, source: '1' },
  ]);
  await expect(cell(1)).toHaveAttribute('data-state', 'fresh');
  await write(page, frame, 2, 'const isWarm = temprature > 20;\nPlot.grou', true);
  await page.keyboard.type('p');
  await expect(cell(2).getByRole('option', { name: /^groupX/ })).toBeVisible();
  await expect(cell(2).locator('.cm-lintRange-error, .cm-lintRange-warning').first()).toBeVisible();
  await takePicture(page, 'notebook-writing', {
    parts: [cell(1), cell(2), cell(2).locator('.cm-tooltip').last()],
  });
  await write(page, frame, 2, 'temper', true);
  await page.keyboard.type('a');
  await cell(2)
    .getByRole('option', { name: /temperature/ })
    .click();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(output(frame, 2)).toHaveText('21');
  await write(page, frame, 2, 'invalid', true);
  await page.keyboard.type('a');
  await expect(cell(2).getByRole('option', { name: /invalidation/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(cell(2).getByRole('option')).toHaveCount(0);
  await expect(cell(2)).toHaveAttribute('data-place', 'editing');
  // An open list does not stand in the way of running.
  await page.keyboard.type('t');
  await expect(cell(2).getByRole('option', { name: /invalidation/ })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(output(frame, 2)).toContainText('invalidat is not defined');
  await expect(cell(2).getByRole('option')).toHaveCount(0);
});

test('a name is mended, followed, renamed and found across cells', async ({ page }) => {
  const { frame, cell } = await open(page, [
    { pinned: true, source: 'const rides = [{hour: 8}]' },
    { pinned: true, source: 'rdies.length + 1' },
    { type: 'text/markdown', pinned: true, source: 'Of ${rides.length} rides' },
  ]);
  const text = (id: number) => cell(id).locator('.cm-content');
  await cell(2).locator('.cm-lintRange-error', { hasText: 'rdies' }).hover();
  await frame.getByRole('button', { name: 'Change to rides' }).click();
  await expect(text(2)).toHaveText('rides.length + 1');

  await text(2).click();
  await page.keyboard.press('Home');
  await page.keyboard.press('F12');
  await expect(cell(1)).toHaveAttribute('data-place', 'editing');
  await page.keyboard.press('F2');
  const dialog = frame.getByRole('dialog', { name: 'Rename rides' });
  await dialog.getByLabel('New name').fill('Math');
  await expect(dialog.getByRole('alert')).toContainText('Math');
  await dialog.getByLabel('New name').fill('trips');
  await expect(dialog).toContainText('3 places in 3 cells');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(text(2)).toHaveText('trips.length + 1');
  await expect(output(frame, 3)).toHaveText('Of 1 rides');
  await text(1).click();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(text(1)).toHaveText('const rides = [{hour: 8}]');
  await expect(text(3)).toHaveText('Of ${rides.length} rides');

  await page.keyboard.press('ControlOrMeta+h');
  await frame.getByLabel('Find', { exact: true }).fill('rides');
  await expect(frame.getByRole('search').getByRole('status')).toHaveText('1 of 4');
  await frame.getByLabel('Replace by').fill('lent');
  await frame.getByRole('button', { name: 'Replace all' }).click();
  await expect(text(3)).toHaveText('Of ${lent.length} lent');
  await page.keyboard.press('Escape');
  await expect(frame.getByRole('search')).toHaveCount(0);
});

test('a form changes its cell, and the change is undone', async ({ page }) => {
  const { frame, cell } = await open(page, [
    {
      type: 'application/vnd.cellar.input+json',
      source: '{"control":"range","label":"Hours","min":0,"max":23,"value":9}',
      output: 'hours',
    },
    { pinned: true, source: 'hours' },
  ]);
  await expect(output(frame, 2)).toHaveText('9');
  await cell(1).focus();
  await page.keyboard.press('Enter');
  await cell(1).getByLabel('Begins at').fill('12');
  await page.keyboard.press('Enter');
  await expect(output(frame, 2)).toHaveText('12');
  await page.keyboard.press('Escape');
  await page.keyboard.press('z');
  await expect(output(frame, 2)).toHaveText('9');
});

test('all keys are one key away', async ({ page }) => {
  const { cell } = await open(page, [{ pinned: true, source: '1' }]);
  await cell(1).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await expect(page.getByText('Run and go on')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
