import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { call, createNotebook, read } from './open-notebook';
import { promote, rides, slice, upload } from './promote-rides';

/** A version is proven where nothing is known of it: another folder, another browser, only its bundle. */

const stamp = Date.now().toString(36);
const model = `proven-${stamp}`;
let folder: string;

test.beforeAll(async ({ request }) => {
  folder = await mkdtemp(join(tmpdir(), 'cellar-proof-'));
  const datasetId = await upload(request, `proven rides ${stamp}`, rides);
  const notebookId = await createNotebook(request, 'Proven', slice);
  await call(request, 'notebooks.grantDataset', { notebookId, datasetId, table: 'rides' });
  await promote(request, notebookId, model);
  // Trained on other rows than its slice reads: such a version exists, and must not be taken for what its notebook says.
  await promote(request, notebookId, model, rides.slice(0, 60));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** `node cli/cellar.mjs models verify …`, in an empty workspace. */
function verify(url: string, ...words: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const environment = {
      ...process.env,
      CELLAR_URL: url,
      CELLAR_DATA: join(folder, 'workspace'),
      DATABASE_URL: '',
    };
    execFile(
      process.execPath,
      ['cli/cellar.mjs', 'models', 'verify', ...words],
      { env: environment },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, said: out + err }),
    );
  });
}

test('a version proves itself elsewhere, exactly, and a changed one does not', async ({
  request,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const url = baseURL ?? '';
  const { signingKey } = await read(request, 'settings.read', {});
  const exact = await verify(url, `${model}@champion`, '--key', String(signingKey));
  expect(exact.said).toContain('Exactly: the same weights, byte for byte.');
  expect(exact.said).toContain('(the key you named)');
  expect(exact.code).toBe(0);

  const other = await verify(url, `${model}@2`);
  expect(other.said).toContain('Not reproduced. The re-run made another model');
  expect(other.code).toBe(1);

  const bundle = join(folder, 'bundle.zip');
  const archive = await (await request.get(`/api/models/${model}@1/bundle`)).body();
  // One letter of the figures, where the archive keeps them as they are.
  const changed = Buffer.from(archive);
  changed.write('"rmsf"', changed.indexOf('"rmse"'));
  await writeFile(bundle, changed);
  const tampered = await verify(url, bundle);
  expect(tampered.said).toMatch(/package\/\S+ was changed: its SHA-256 is/);
  expect(tampered.code).toBe(1);
  await writeFile(bundle, archive);
  const stranger = await verify(url, bundle, '--key', 'SHA256:another');
  expect(stranger.said).toContain('Another key signed this');
  expect(stranger.code).toBe(1);
});

test('the page offers the proof, and settings the key', async ({ page }) => {
  await page.goto(`/models/${model}/1`);
  await page.getByRole('button', { name: 'Download' }).click();
  await expect(page.getByRole('menuitem', { name: /^Proof/ })).toHaveAttribute(
    'href',
    `/api/models/${model}@1/bundle`,
  );
  await page.goto('/settings');
  await expect(page.getByText('Signing key')).toBeVisible();
});
