import { expect, type Page, test } from '@playwright/test';
import { call, createNotebook, openNotebook, read } from './open-notebook';

const title = (page: Page) => page.getByRole('textbox', { name: 'Title' });
const retitle = async (page: Page, text: string) => {
  await expect(title(page)).toBeEnabled();
  await title(page).fill(text);
  await title(page).press('Enter');
};
/** Saves do not reach the server, those of a dying tab neither. */
const saves = '**/api/trpc/notebooks.save**';
const serverIsAway = (page: Page) => page.context().route(saves, (route) => route.abort());
const serverIsBack = (page: Page) => page.context().unroute(saves);

/** A closed tab may still save while it goes; a crashed one has no last word. */
async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const devtools = await page.context().newCDPSession(page);
  devtools.send('Page.crash').catch(() => {});
  await crashed;
}
/** A tab whose title was typed and could not be saved. */
async function typeUnsaved(page: Page): Promise<string> {
  const id = await createNotebook(page.request, 'As saved', ['1 + 1']);
  await openNotebook(page, id);
  await page.route(saves, (route) => route.abort());
  await retitle(page, 'Typed, never saved');
  await expect(page.locator('[data-save="failed"]')).toBeVisible();
  return id;
}
const savedTitle = async (page: Page, id: string) =>
  (await read(page.request, 'notebooks.read', { id })).title;

test('edits of a killed tab come back, are said so, and can be undone', async ({ page, context }) => {
  const id = await typeUnsaved(page);
  const again = await context.newPage();
  await crash(page);
  // At once: the browser may still hold what the dead tab held.
  await openNotebook(again, id);
  await expect(again.getByText('were brought back')).toBeVisible();
  await expect(title(again)).toHaveValue('Typed, never saved');
  await expect.poll(() => savedTitle(again, id)).toBe('Typed, never saved');

  await again.getByRole('button', { name: 'Undo' }).click();
  await expect(title(again)).toHaveValue('As saved');
  await expect.poll(() => savedTitle(again, id)).toBe('As saved');
});

test('a tab that is open already brings them back too, unless it was changed: then it asks', async ({
  page,
  context,
}) => {
  const id = await typeUnsaved(page);
  const second = await context.newPage();
  await openNotebook(second, id);
  await expect(title(second)).toHaveValue('As saved');
  await crash(page);
  await expect(second.getByText('were brought back')).toBeVisible();
  await expect(title(second)).toHaveValue('Typed, never saved');
  await expect.poll(() => savedTitle(second, id)).toBe('Typed, never saved');

  await second.route(saves, (route) => route.abort());
  await retitle(second, 'Typed in the second');
  await expect(second.locator('[data-save="failed"]')).toBeVisible();
  const third = await context.newPage();
  await openNotebook(third, id);
  await retitle(third, 'Typed in the third');
  await expect.poll(() => savedTitle(third, id)).toBe('Typed in the third');
  await crash(second);
  await expect(third.getByText('Another tab was closed')).toBeVisible();
  await expect(title(third)).toHaveValue('Typed in the third');
  await third.getByRole('button', { name: 'Bring back' }).click();
  await expect(title(third)).toHaveValue('Typed in the second');
  await expect.poll(() => savedTitle(third, id)).toBe('Typed in the second');
});

test('what another tab left can be kept as a copy, with the data it reads', async ({ page, context }) => {
  const id = await typeUnsaved(page);
  const [name, data] = [`kept ${id}`, 'a\n1\n'];
  const query = new URLSearchParams({ fileName: 'kept.csv', name });
  const { datasetId } = await (await page.request.post(`/api/datasets/upload?${query}`, { data })).json();
  await call(page.request, 'notebooks.grantDataset', { notebookId: id, datasetId, table: 'kept' });
  const second = await context.newPage();
  await openNotebook(second, id);
  await retitle(second, 'Typed in the second');
  await expect.poll(() => savedTitle(second, id)).toBe('Typed in the second');
  await crash(page);
  await second.getByRole('button', { name: 'Keep as a copy' }).click();
  await expect(second.getByText('were kept as “Typed, never saved (recovered)”')).toBeVisible();
  await expect(title(second)).toHaveValue('Typed in the second');

  await second.getByRole('link', { name: 'Notebooks' }).last().click();
  await second.getByRole('link', { name: 'Typed, never saved (recovered)' }).first().click();
  await expect(title(second)).toHaveValue('Typed, never saved (recovered)');
  await expect(second.getByText('kept', { exact: true })).toBeVisible();
});

test('a living tab’s edits are not taken from it', async ({ page, context }) => {
  const id = await createNotebook(page.request, 'As saved', ['1 + 1']);
  await openNotebook(page, id);
  await serverIsAway(page);
  await retitle(page, 'Being typed');
  await expect(page.locator('[data-save="failed"]')).toBeVisible();

  const second = await context.newPage();
  await openNotebook(second, id);
  await expect(title(second)).toBeEnabled();
  await expect(title(second)).toHaveValue('As saved');
  await expect(second.getByText('were brought back')).toHaveCount(0);
});

test('when the server is back, the save is made without asking', async ({ page }) => {
  const id = await createNotebook(page.request, 'As saved', ['1 + 1']);
  await openNotebook(page, id);
  await serverIsAway(page);
  await retitle(page, 'Typed while away');
  await expect(page.locator('[data-save="failed"]')).toContainText('The server does not answer');
  await serverIsBack(page);
  await expect(page.locator('[data-save="saved"]')).toBeVisible({ timeout: 20_000 });
  expect((await read(page.request, 'notebooks.read', { id })).title).toBe('Typed while away');
});

test('an endless loop is told, stopped, and the notebook opens again with nothing lost', async ({ page }) => {
  const id = await createNotebook(page.request, 'Loop', ['const kept = 42;', 'kept; while (true);']);
  const frame = await openNotebook(page, id);
  await expect(page.getByText('does not answer')).toBeVisible({ timeout: 20_000 });
  // A click by coordinates would first ask the frame, which answers nobody.
  await page.getByRole('button', { name: 'Stop', exact: true }).last().dispatchEvent('click');
  await expect(page.getByText('Nothing runs until you ask')).toBeVisible();
  await expect(title(page)).toBeEnabled();
  // The frame answers, so no loop runs in it.
  expect(await frame.locator('body').evaluate(() => 1 + 1)).toBe(2);
});

test.describe('two tabs change the same notebook', () => {
  async function conflict(page: Page) {
    const id = await createNotebook(page.request, 'Both', ['1 + 1']);
    const other = await page.context().newPage();
    await openNotebook(page, id);
    await openNotebook(other, id);
    await expect(title(page)).toBeEnabled();
    await retitle(other, 'Theirs');
    await expect(other.locator('[data-save="saved"]')).toContainText('·');
    await other.close();
    await retitle(page, 'Mine');
    await expect(page.getByRole('dialog')).toContainText('changed elsewhere');
    expect((await read(page.request, 'notebooks.read', { id })).title).toBe('Theirs');
    return id;
  }

  test('keeping mine makes it the newest revision, theirs stays in the history', async ({ page }) => {
    const id = await conflict(page);
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await expect(page.locator('[data-save="saved"]')).toBeVisible();
    await expect.poll(async () => (await read(page.request, 'notebooks.read', { id })).title).toBe('Mine');
    expect((await read(page.request, 'notebooks.read', { id, revision: 2 })).title).toBe('Theirs');
  });

  test('taking theirs shows it, and mine can be undone to', async ({ page }) => {
    const id = await conflict(page);
    await page.getByRole('button', { name: 'Take theirs' }).click();
    await expect(title(page)).toHaveValue('Theirs');
    expect((await read(page.request, 'notebooks.read', { id })).title).toBe('Theirs');
    await page.frameLocator('iframe[title="Notebook"]').locator('[data-cell-id="1"]').focus();
    await page.keyboard.press('z');
    await expect(title(page)).toHaveValue('Mine');
    await expect.poll(() => savedTitle(page, id)).toBe('Mine');
  });

  test('keeping both makes a copy of mine', async ({ page, context }) => {
    await conflict(page);
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Keep both' }).click();
    await expect(title(page)).toHaveValue('Theirs');
    await expect(title(await opened)).toHaveValue('Mine (my copy)');
  });

  test('deciding later keeps saying that it is not saved', async ({ page }) => {
    await conflict(page);
    await page.keyboard.press('Escape');
    await expect(page.locator('[data-save="conflict"]')).toBeVisible();
    await page.getByRole('button', { name: 'Choose' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  });
});
