import { expect, type Page, test } from '@playwright/test';
import { breakableServer } from './live-server';
import { createNotebook, openNotebook, read } from './open-notebook';

const title = (page: Page) => page.getByRole('textbox', { name: 'Title' });
const retitle = async (page: Page, text: string) => {
  await expect(title(page)).toBeEnabled();
  await title(page).fill(text);
  await title(page).press('Enter');
};
/** A closed tab may still save while it goes; a crashed one has no last word. */
async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const devtools = await page.context().newCDPSession(page);
  devtools.send('Page.crash').catch(() => {});
  await crashed;
}
/** A tab whose title was typed and does not reach the server. */
async function typeUnsaved(page: Page): Promise<string> {
  const id = await createNotebook(page.request, 'As saved', ['1 + 1']);
  const server = await breakableServer(page);
  await openNotebook(page, id);
  await expect(title(page)).toBeEnabled();
  await server.goAway();
  await retitle(page, 'Typed, never saved');
  await expect(page.locator('[data-save="offline"]')).toContainText('kept in this browser');
  return id;
}
const savedTitle = async (page: Page, id: string) =>
  (await read(page.request, 'notebooks.read', { id })).title;

test('edits of a killed tab come back, are said so, and can be undone', async ({ page, context }) => {
  const id = await typeUnsaved(page);
  expect(await savedTitle(page, id)).toBe('As saved');
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

test('what a tab cannot bring to the server, another tab of the browser brings there', async ({
  page,
  context,
}) => {
  const id = await typeUnsaved(page);
  const second = await context.newPage();
  await openNotebook(second, id);
  await expect(title(second)).toHaveValue('Typed, never saved');
  await expect.poll(() => savedTitle(second, id)).toBe('Typed, never saved');
  await expect(second.getByText('were brought back')).toHaveCount(0);

  await retitle(page, 'Typed later');
  await expect(title(second)).toHaveValue('Typed later');
  await expect.poll(() => savedTitle(second, id)).toBe('Typed later');
});

test('when the server is back, what was written goes there without asking', async ({ page }) => {
  const id = await createNotebook(page.request, 'As saved', ['1 + 1']);
  const server = await breakableServer(page);
  await openNotebook(page, id);
  await expect(title(page)).toBeEnabled();
  await server.goAway();
  await retitle(page, 'Typed while away');
  await expect(page.locator('[data-save="offline"]')).toBeVisible();
  server.comeBack();
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

test('two tabs change the same notebook: nothing is written over, each takes back its own', async ({
  page,
  context,
}) => {
  const id = await createNotebook(page.request, 'Both', ['1 + 1']);
  const other = await context.newPage();
  const frame = await openNotebook(page, id);
  const theirs = await openNotebook(other, id);
  await expect(title(page)).toBeEnabled();
  await retitle(other, 'Theirs');
  await expect(title(page)).toHaveValue('Theirs');
  await retitle(page, 'Mine');
  await expect(title(other)).toHaveValue('Mine');
  await expect(page.locator('[data-save="saved"]')).toContainText('·');
  await expect.poll(() => savedTitle(page, id)).toBe('Mine');

  // The other's own step is written over by then: undo leaves what is mine.
  await theirs.locator('[data-cell-id="1"]').focus();
  await other.keyboard.press('z');
  await expect(title(other)).toHaveValue('Mine');
  await frame.locator('[data-cell-id="1"]').focus();
  await page.keyboard.press('z');
  await expect(title(page)).toHaveValue('Theirs');
  await expect.poll(() => savedTitle(page, id)).toBe('Theirs');
});
