import { expect, type Locator, type Page, test } from '@playwright/test';
import { call, createNotebook, notebookFile, openNotebook, read } from './open-notebook';
import { promote, rides, slice, upload } from './promote-rides';

/** The acts of the pages: what destroys is undone from its toast, dialogs refuse nonsense in words, what was can be had again. */

const cells = [
  ...slice,
  { source: '`${asked.numRows} rides`', pinned: true },
  { source: '"an aside"', pinned: true },
];

const row = (page: Page, name: string | RegExp) => page.getByRole('row', { name });
/** The newest toast that says so, taken back; it goes at once, so that the next is not hidden under it. */
async function undo(page: Page, said: string | RegExp): Promise<void> {
  const told = page.getByRole('listitem').filter({ hasText: said }).first();
  await told.getByRole('button', { name: 'Undo' }).click();
  await expect(told).toHaveCount(0);
}
const goTo = (page: Page, place: string) =>
  page.getByRole('navigation').getByRole('link', { name: place, exact: true }).click();

let known: { notebookId: string; datasetId: string; scheduleId: string };
const stamp = Date.now().toString(36);
const names = { notebook: `Rides ${stamp}`, dataset: `hours ${stamp}`, model: `rides-${stamp}` };

test.beforeAll(async ({ request }) => {
  const datasetId = await upload(request, names.dataset, rides);
  const notebookId = await createNotebook(request, names.notebook, cells);
  await call(request, 'notebooks.grantDataset', { notebookId, datasetId, table: 'rides' });
  await promote(request, notebookId, names.model);
  await promote(request, notebookId, names.model);
  const { id } = await call(request, 'schedules.create', {
    notebookId,
    cron: '30 6 * * 1',
    timeZone: 'UTC',
    recipients: ['ada@example.org'],
  });
  known = { notebookId, datasetId, scheduleId: String(id) };
});

test('what was deleted is brought back whole from the toast', async ({ page }) => {
  const { notebookId, datasetId, scheduleId } = known;
  const asItStands = async () => ({
    notebook: await read(page.request, 'notebooks.read', { id: notebookId }),
    grants: await read(page.request, 'notebooks.grants', { notebookId }),
    dataset: await read(page.request, 'datasets.read', { id: datasetId }),
    schedule: await read(page.request, 'schedules.read', { id: scheduleId }),
  });
  const before = await asItStands();

  await test.step('a notebook', async () => {
    await page.goto('/notebooks');
    await page.getByRole('button', { name: `Options of ${names.notebook}` }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(row(page, names.notebook)).toHaveCount(0);
    await undo(page, 'was deleted');
    await expect(row(page, names.notebook)).toBeVisible();
  });

  await test.step('a data set', async () => {
    await goTo(page, 'Data');
    await page.getByRole('button', { name: `Delete ${names.dataset}` }).click();
    await expect(row(page, names.dataset)).toHaveCount(0);
    await undo(page, 'was deleted');
    await expect(row(page, names.dataset)).toBeVisible();
  });

  await test.step('a schedule', async () => {
    await goTo(page, 'Schedules');
    await page.getByRole('link', { name: names.notebook }).click();
    await page.getByRole('button', { name: 'Delete schedule' }).click();
    await expect(page).toHaveURL(/\/schedules$/);
    await expect(row(page, names.notebook)).toHaveCount(0);
    await undo(page, 'was deleted');
    await expect(row(page, names.notebook)).toBeVisible();
  });
  expect(await asItStands()).toEqual(before);
});

test('aliases move and come back, and a model is described and watched', async ({ page }) => {
  const shadow = { model: names.model, alias: 'shadow', version: 2, expected: null };
  await call(page.request, 'models.moveAlias', shadow);
  await page.goto(`/models/${names.model}`);
  const version = (number: number) => row(page, new RegExp(`^v${number}\\b`));
  const more = async (number: number, act: string) => {
    await page.getByRole('button', { name: `More for version ${number}` }).click();
    await page.getByRole('menuitem', { name: act }).click();
  };
  await test.step('aliases', async () => {
    await expect(version(1)).toContainText('champion');
    await version(2).getByRole('button', { name: 'Make champion' }).click();
    await expect(version(2)).toContainText('champion');
    await undo(page, 'Version 2 is champion now');
    await expect(version(1)).toContainText('champion');
    await expect(version(2).getByRole('button', { name: 'Make champion' })).toBeVisible();

    await more(2, 'Give it another alias');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Alias').fill('Best one');
    await expect(dialog).toContainText('Small letters');
    await expect(dialog.getByRole('button', { name: 'Set alias' })).toBeDisabled();
    await dialog.getByLabel('Alias').fill('challenger');
    await dialog.getByRole('button', { name: 'Set alias' }).click();
    await expect(version(2)).toContainText('challenger');
    await undo(page, 'Version 2 is challenger now');
    await expect(version(2)).not.toContainText('challenger');

    await more(2, 'Remove alias shadow');
    await expect(version(2)).not.toContainText('shadow');
    await undo(page, 'shadow was removed');
    await expect(version(2)).toContainText('shadow');
  });

  await test.step('words', async () => {
    await page.getByRole('button', { name: 'Describe it' }).click();
    await page.getByLabel('Description').fill('Rides per hour. Not for single stations.');
    await page.getByRole('button', { name: 'Save description' }).click();
    await expect(page.getByText('Not for single stations.')).toBeVisible();
    await page.getByRole('button', { name: 'Change the description' }).click();
    await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue(
      'Rides per hour. Not for single stations.',
    );
    await page.keyboard.press('Escape');
  });

  await test.step('a monitor with recipients', async () => {
    await page.getByRole('button', { name: 'Monitor this model' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Mail reports to').fill('ada@example.org, grace');
    await dialog.getByRole('button', { name: 'Make monitor' }).click();
    await expect(dialog.getByRole('alert')).toContainText('“grace” is no mail address');
    await dialog.getByLabel('Mail reports to').fill('ada@example.org, grace@example.org');
    await dialog.getByRole('button', { name: 'Make monitor' }).click();
    await expect(page).toHaveURL(/\/notebooks\//);
    await goTo(page, 'Schedules');
    await page.getByRole('link', { name: names.model }).click();
    await expect(page.getByText('ada@example.org, grace@example.org')).toBeVisible();
  });
});

test('a notebook is rearranged, looked back on, scheduled and deleted, and each is taken back', async ({
  page,
}) => {
  const id = await createNotebook(page.request, `First ${stamp}`, [
    { source: '"one"', pinned: true },
    { source: '"two"', pinned: true },
    { source: '"three"', pinned: true },
  ]);
  const frame = await openNotebook(page, id);
  const cell = (number: number): Locator => frame.locator(`[data-cell-id="${number}"]`);
  const order = () =>
    expect.poll(() =>
      frame.locator('[data-cell-id]').evaluateAll((all) => all.map((one) => Number(one.dataset.cellId))),
    );

  await test.step('a cell is dragged to its place', async () => {
    await cell(3).hover();
    await cell(3)
      .getByRole('button', { name: 'Move this cell' })
      .dragTo(cell(1), { targetPosition: { x: 200, y: 2 } });
    await order().toEqual([3, 1, 2]);
    await expect(page.locator('[data-save="saved"]')).toContainText('·');
    await cell(3).focus();
    await page.keyboard.press('z');
    await order().toEqual([1, 2, 3]);
    await page.keyboard.press('Shift+Z');
    await order().toEqual([3, 1, 2]);
  });

  await test.step('an older revision is looked at, restored, and taken back', async () => {
    await page.getByRole('textbox', { name: 'Title' }).fill(`Later ${stamp}`);
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('button', { name: /^The \d+ saves of/ }).click();
    await page.getByRole('button', { name: /^1 \d\d:\d\d$/ }).click();
    const dialog = page.getByRole('dialog', { name: 'What changed' });
    await expect(dialog).toContainText(`Title First ${stamp} Later ${stamp}`);
    await expect(dialog.getByText('moved', { exact: true })).toHaveCount(1);
    await dialog.getByRole('button', { name: 'Restore revision 1' }).click();
    await order().toEqual([1, 2, 3]);
    await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(`First ${stamp}`);
    await undo(page, 'Revision 1 is back');
    await order().toEqual([3, 1, 2]);
    await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(`Later ${stamp}`);
  });

  await test.step('a schedule that can never run is refused while it is written', async () => {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Schedule' }).click();
    const dialog = page.getByRole('dialog');
    const rule = dialog.getByLabel('Rule');
    await rule.fill('every morning');
    await expect(dialog).toContainText('“every morning” is not understood');
    await expect(dialog.getByRole('button', { name: 'Schedule notebook' })).toBeDisabled();
    await rule.fill('0 7 30 2 *');
    await expect(dialog).toContainText('never comes');
    await rule.fill('15 7 * * 1-5');
    await expect(dialog).toContainText('Monday through Friday');
    await dialog.getByLabel('Time zone').fill('Mars/Olympus');
    await expect(dialog.getByLabel('Time zone')).toHaveAccessibleDescription(/is not a time zone/);
    await dialog.getByLabel('Time zone').fill('Europe/Berlin');
    await dialog.getByLabel('Mail reports to').fill('ada');
    await dialog.getByRole('button', { name: 'Schedule notebook' }).click();
    await expect(dialog.getByRole('alert')).toContainText('“ada” is no mail address');
    await dialog.getByLabel('Mail reports to').fill('ada@example.org');
    await dialog.getByRole('button', { name: 'Schedule notebook' }).click();
    await expect(page).toHaveURL(/\/schedules\//);
    await expect(page.getByText('Europe/Berlin time')).toBeVisible();
  });

  await test.step('it is deleted from its own page, and is back in the list', async () => {
    await page.getByRole('link', { name: `Later ${stamp}` }).click();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Delete notebook' }).click();
    await expect(page).toHaveURL(/\/notebooks$/);
    await expect(row(page, names.notebook)).toBeVisible();
    await expect(row(page, `Later ${stamp}`)).toHaveCount(0);
    await undo(page, 'was deleted');
    await expect(row(page, `Later ${stamp}`)).toBeVisible();
  });
});

test('what made a version is opened as it was, with the data of then', async ({ page }) => {
  await upload(page.request, names.dataset, [...rides, { hr: 1, cnt: 1 }]);
  const { revision } = await read(page.request, 'notebooks.read', { id: known.notebookId });
  const html = notebookFile('Rewritten since', ['"nothing is left"']);
  await call(page.request, 'notebooks.save', { id: known.notebookId, html, baseRevision: revision });
  const frame = page.frameLocator('iframe[title="Notebook"]');

  await page.goto(`/models/${names.model}/1`);
  await page.getByRole('button', { name: 'Open notebook as it was' }).click();
  await expect(page).toHaveURL(/\/notebooks\//);
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(
    `${names.notebook}, as of ${names.model} v1`,
  );
  await expect(frame.locator('[data-output="3"]')).toHaveText('"100 rides"', { timeout: 60_000 });
  await expect(frame.locator('[data-cell-id]')).toHaveCount(4);

  await page.goBack();
  await page.getByRole('button', { name: 'Open the slice' }).click();
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(`${names.model} v1, what made it`);
  await expect(frame.locator('[data-cell-id]')).toHaveCount(2);
  await expect(frame.locator('[data-cell-id="2"]')).toHaveAttribute('data-state', 'fresh', {
    timeout: 60_000,
  });
});

test('a data set gets a name of its own', async ({ page }) => {
  await upload(page.request, `taken ${stamp}`, rides.slice(0, 5));
  await page.goto(`/datasets/${known.datasetId}`);
  await page.getByRole('button', { name: 'Rename' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(`taken ${stamp}`);
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(dialog).toContainText(`Another data set is named taken ${stamp}`);
  await dialog.getByLabel('Name').fill('  ');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(dialog).toContainText('A data set needs a name.');
  await dialog.getByLabel('Name').fill(`renamed ${stamp}`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: `renamed ${stamp}` })).toBeVisible();
});
