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
      files: { 'package/index.js': `export const bird = "${version} sings"; export default 1;` },
    });
  await add('1.0.0');
  const id = await createNotebook(page.request, 'Birds', [
    { source: `import {bird} from "npm:${name}@1"`, pinned: true },
    { source: 'bird.toUpperCase()', pinned: true },
    { source: `import nobody from "npm:no-such-package-of-ours"`, pinned: true },
  ]);
  let frame = await openNotebook(page, id);
  await expect(cell(frame, 2)).toContainText('1.0.0 SINGS', { timeout: 60_000 });
  await expect(cell(frame, 3)).toContainText('There is no package no-such-package-of-ours');
  await expect
    .poll(async () => (await read(page.request, 'notebooks.read', { id })).html)
    .toContain(`data-packages="${name}@1=1.0.0 sha512-`);

  // A newer one is there, and the registry then gone: the notebook is what it was.
  await add('1.1.0');
  await registry.close();
  frame = await openNotebook(page, id);
  await expect(cell(frame, 2)).toContainText('1.0.0 SINGS', { timeout: 60_000 });
  registry = await restart(registry);
  await add('1.0.0');
  await add('1.1.0');

  await page.getByRole('tab', { name: 'Packages' }).click();
  const entry = page.getByRole('region', { name: `${name}@1` });
  await expect(entry).toContainText('1.0.0');
  await expect(entry).toContainText('ISC');
  await entry.getByRole('button', { name: 'Upgrade' }).click();
  await entry.getByRole('button', { name: 'Take 1.1.0' }).click();
  await expect(cell(frame, 2)).toContainText('1.1.0 SINGS');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(cell(frame, 2)).toContainText('1.0.0 SINGS');

  // What no cell imports any more goes with a click.
  await cell(frame, 1).focus();
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await page.getByRole('button', { name: 'Remove unused' }).click();
  await expect(entry).toHaveCount(0);
  await call(page.request, 'notebooks.delete', { id });
});

const restart = ({ address }: FakeRegistry) => startFakeRegistry(Number(new URL(address).port));
