import { type Browser, expect, type FrameLocator, type Page, test } from '@playwright/test';
import { breakableServer } from './live-server';
import { createNotebook, openNotebook, read } from './open-notebook';
import { takePicture } from './picture';

interface Person {
  readonly page: Page;
  readonly frame: FrameLocator;
  readonly server: Awaited<ReturnType<typeof breakableServer>>;
}

/** Somebody with a browser of their own. */
async function arrive(browser: Browser, id: string, name?: string): Promise<Person> {
  const page = await (await browser.newContext()).newPage();
  if (name) await page.addInitScript((chosen) => localStorage.setItem('cellar-person-name', chosen), name);
  const server = await breakableServer(page);
  const frame = await openNotebook(page, id);
  await expect(frame.locator('[data-cell-id]').first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeEnabled();
  return { page, frame, server };
}

const cell = ({ frame }: Person, id: number) => frame.locator(`[data-cell-id="${id}"]`);
const text = (person: Person, id: number) => cell(person, id).locator('.cm-content');
const order = ({ frame }: Person) =>
  frame
    .locator('[data-cell-id]')
    .evaluateAll((cells) => cells.map((one) => one.getAttribute('data-cell-id')));
/** Goes into a cell's text, to the end of it. */
async function write(person: Person, id: number, keys: string) {
  await text(person, id).click();
  await person.page.keyboard.press('ControlOrMeta+End');
  await person.page.keyboard.type(keys);
}
const savedHtml = async (person: Person, id: string) =>
  String((await read(person.page.request, 'notebooks.read', { id })).html);

test('two people write one notebook: text, cells, cursors, what runs, undo of one’s own', async ({
  browser,
  request,
}) => {
  const id = await createNotebook(request, 'Together', [
    { source: 'const fare = 2;', pinned: true },
    { source: 'fare * 20 + 1', pinned: true },
    { source: '"third"', pinned: true },
  ]);
  const ann = await arrive(browser, id);
  const bob = await arrive(browser, id, 'Bob');
  await expect(ann.page.getByRole('button', { name: '2 here' })).toBeVisible();
  await expect(bob.page.getByRole('button', { name: '2 here' })).toBeVisible();

  // In the same cell at once.
  await write(ann, 1, ' // euros');
  await text(bob, 1).click();
  await bob.page.keyboard.press('ControlOrMeta+Home');
  await bob.page.keyboard.type('// What a ride costs\n');
  await bob.page.keyboard.press('ArrowLeft');
  await expect(text(ann, 1)).toHaveText('// What a ride costsconst fare = 2; // euros');
  await expect(text(bob, 1)).toContainText('// euros');
  // One sees where the other writes.
  await expect(cell(ann, 1).locator('.cm-content [data-person="Bob"]')).toBeVisible();
  await expect(cell(ann, 1).locator('[data-person="Bob"]').first()).toBeVisible();
  await takePicture(ann.page, 'notebook-together', {
    parts: [ann.page.getByRole('button', { name: '2 here' }), cell(ann, 1), cell(ann, 2)],
  });

  // What one writes runs for the other when it is run, not at each key.
  await expect(cell(ann, 2).getByText('41', { exact: true })).toBeVisible();
  await text(bob, 2).click();
  await bob.page.keyboard.press('ControlOrMeta+End');
  await bob.page.keyboard.type('0');
  await expect(text(ann, 2)).toHaveText('fare * 20 + 10');
  await expect(cell(ann, 2).getByText('41', { exact: true })).toBeVisible();
  await bob.page.keyboard.press('Shift+Enter');
  await expect(cell(ann, 2).getByText('50', { exact: true })).toBeVisible();

  // Moved by one, deleted by the other.
  await cell(bob, 3).click({ position: { x: 4, y: 4 } });
  await bob.page.keyboard.press('Escape');
  await bob.page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => order(ann)).toEqual(['1', '3', '2']);
  await cell(ann, 1).click({ position: { x: 4, y: 4 } });
  await ann.page.keyboard.press('Escape');
  await ann.page.keyboard.press('z');
  // Undo is one's own: Ann's typing goes, Bob's stays.
  await expect(text(bob, 1)).toHaveText('// What a ride costsconst fare = 2;');
  await expect.poll(() => order(bob)).toEqual(['1', '3', '2']);
  await expect.poll(() => savedHtml(ann, id)).toContain('fare * 20 + 10');

  // A chosen name is seen by the other.
  await ann.page.getByRole('button', { name: '2 here' }).click();
  await ann.page.getByLabel('Your name, as others see it').fill('Ann');
  await ann.page.keyboard.press('Enter');
  await bob.page.getByRole('button', { name: '2 here' }).click();
  await expect(bob.page.getByText('Ann', { exact: true })).toBeVisible();
});

test('what is written offline merges when the server is back, a cell that was deleted meanwhile too', async ({
  browser,
  request,
}) => {
  const id = await createNotebook(request, 'Away', [
    { source: '"one"', pinned: true },
    { source: '"two"', pinned: true },
  ]);
  const ann = await arrive(browser, id);
  const bob = await arrive(browser, id);
  await ann.server.goAway();
  await write(ann, 1, ' // written away');
  await write(ann, 2, ' // kept');
  await expect(ann.page.locator('[data-save="offline"]')).toContainText('kept in this browser');
  await write(bob, 1, ' // written here');
  await cell(bob, 2).click({ position: { x: 4, y: 4 } });
  await bob.page.keyboard.press('Escape');
  await bob.page.keyboard.type('dd');
  await expect(cell(bob, 2)).toHaveCount(0);

  ann.server.comeBack();
  await ann.page.getByRole('button', { name: 'Try again' }).click();
  await expect(cell(bob, 2)).toBeVisible();
  await expect(bob.frame.getByText('A cell that you deleted is back')).toBeVisible();
  for (const person of [ann, bob]) {
    await expect(text(person, 1)).toContainText('written away');
    await expect(text(person, 1)).toContainText('written here');
    await expect(text(person, 2)).toHaveText('"two" // kept');
  }
  await expect(ann.page.locator('[data-save="saved"]')).toBeVisible();
  expect(await savedHtml(ann, id)).toContain('kept');
});

test('what another program saves is seen where the notebook is open', async ({ browser, request }) => {
  const id = await createNotebook(request, 'Pushed', [{ source: '"one"', pinned: true }]);
  const ann = await arrive(browser, id);
  const { html, revision } = await read(request, 'notebooks.read', { id });
  const response = await request.post('/api/trpc/notebooks.save', {
    data: { id, html: String(html).replace('"one"', '"one, pushed"'), baseRevision: revision },
  });
  expect(response.ok()).toBe(true);
  await expect(text(ann, 1)).toHaveText('"one, pushed"');
  await expect(cell(ann, 1).getByText('one, pushed').last()).toBeVisible();
  await write(ann, 1, ' // and more');
  await expect.poll(() => savedHtml(ann, id)).toContain('pushed" // and more');
});
