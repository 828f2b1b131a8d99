import { expect, type FrameLocator, test } from '@playwright/test';
import { type FakeRegistry, startFakeRegistry } from '../../server/services/packages/fake-registry.fixture';
import { call, createNotebook, openNotebook, read } from './open-notebook';

const cell = (frame: FrameLocator, id: number) => frame.locator(`[data-cell-id="${id}"]`);

let registry: FakeRegistry;
test.beforeAll(async ({ baseURL }) => {
  // The address that the server is told in playwright.config.ts.
  registry = await startFakeRegistry(Number(new URL(baseURL ?? '').port) - 2);
});
test.afterAll(() => registry.close());

test('a package is imported, locked, opened again without its registry, upgraded and taken back', async ({
  page,
}) => {
  // Every run has packages of its own: what is stored is never fetched again.
  const name = `birds-${Date.now().toString(36)}`;
  const add = (version: string) =>
    registry.add({
      ...{ name, version, manifest: { type: 'module', license: 'ISC' } },
      files: {
        'package/look.css': 'b.bird { color: rgb(1, 2, 3) }',
        'package/index.js': `export const bird = "${version} sings"; export default 1;`,
      },
    });
  await add('1.0.0');
  const id = await createNotebook(page.request, 'Birds', [
    { source: `import {bird} from "npm:${name}@1"`, pinned: true },
    { source: 'bird.toUpperCase()', pinned: true },
    {
      source: `import "npm:${name}@1/look.css"\ndisplay(html\`<b class="bird">${'$'}{bird}</b>\`)`,
      pinned: true,
    },
    { source: `import nobody from "npm:no-such-package-of-ours"`, pinned: true },
  ]);
  let frame = await openNotebook(page, id);
  await expect(cell(frame, 2)).toContainText('1.0.0 SINGS', { timeout: 60_000 });
  await expect(cell(frame, 3).locator('b.bird')).toHaveCSS('color', 'rgb(1, 2, 3)');
  await expect(cell(frame, 4)).toContainText('There is no package no-such-package-of-ours');
  await expect
    .poll(async () => (await read(page.request, 'notebooks.read', { id })).html)
    .toContain(`data-packages="${name}@1=1.0.0 sha512-`);

  // A newer one is there, and the registry then gone: the notebook is what it was.
  await add('1.1.0');
  await registry.close();
  frame = await openNotebook(page, id);
  await expect(cell(frame, 2)).toContainText('1.0.0 SINGS', { timeout: 60_000 });
  // The app has them under the same lock, for members and by link; of what is not in the lock it says so.
  const { token } = await call(page.request, 'links.create', { notebookId: id });
  for (const address of [`/notebooks/${id}/app`, `/apps/${token}`]) {
    await page.goto(address);
    await expect(frame.locator('b.bird')).toHaveText('1.0.0 sings');
    await expect(frame.locator('b.bird')).toHaveCSS('color', 'rgb(1, 2, 3)');
    await expect(frame.getByText('could not be made')).toBeVisible();
  }
  await openNotebook(page, id);
  registry = await restart(registry);
  await add('1.0.0');
  await add('1.1.0');

  await page.getByRole('tab', { name: 'Packages' }).click();
  const entry = page.getByRole('region', { name: `${name}@1` });
  await expect(entry).toContainText('1.0.0');
  await expect(entry).toContainText('ISC');
  await entry.getByRole('button', { name: 'Upgrade' }).click();
  const take = entry.getByRole('button', { name: 'Take 1.1.0' });
  await expect(take).toBeVisible();
  // What does not come changes nothing.
  await registry.close();
  await take.click();
  await expect(entry.getByRole('alert')).toContainText('does not answer');
  await expect(entry).toContainText('1.0.0');
  registry = await restart(registry);
  await add('1.1.0');
  await take.click();
  await expect(entry.getByRole('alert')).toHaveCount(0);
  await expect(cell(frame, 2)).toContainText('1.1.0 SINGS');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(cell(frame, 2)).toContainText('1.0.0 SINGS');

  // What no cell imports any more goes with a click.
  for (const id of [1, 3]) {
    await cell(frame, id).focus();
    await page.keyboard.press('d');
    await page.keyboard.press('d');
    await expect(cell(frame, id)).toHaveCount(0);
  }
  await page.getByRole('button', { name: 'Remove unused' }).click();
  await expect(entry).toHaveCount(0);
  await call(page.request, 'notebooks.delete', { id });
});

const restart = ({ address }: FakeRegistry) => startFakeRegistry(Number(new URL(address).port));
