import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { call, createNotebook } from './open-notebook';
import { promote, rides, slice, upload } from './promote-rides';

/** Hands out a folder, as any web server would. */
async function serve(files: Readonly<Record<string, Uint8Array>>): Promise<{ server: Server; url: string }> {
  const types = { html: 'text/html', mjs: 'text/javascript', wasm: 'application/wasm' } as const;
  const server = createServer((request, response) => {
    const path = request.url?.slice(1) ?? '';
    const content = files[path];
    const type = types[path.slice(path.lastIndexOf('.') + 1) as keyof typeof types]; // undefined for others
    response.writeHead(content ? 200 : 404, { 'Content-Type': type ?? 'application/octet-stream' });
    response.end(content);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // a port was listened to
  return { server, url: `http://127.0.0.1:${port}` };
}

test('a data set is scored from the page of a version, and a downloaded folder answers alike without the server', async ({
  page,
  request,
  browser,
}) => {
  const stamp = Date.now().toString(36);
  const model = `rides-${stamp}`;
  const dataset = `Rides ${stamp}`;
  const datasetId = await upload(request, dataset, rides);
  const notebookId = await createNotebook(request, 'Rides', slice);
  await call(request, 'notebooks.grantDataset', { notebookId, datasetId, table: 'rides' });
  await promote(request, notebookId, model);

  await page.goto(`/models/${model}/1`);
  await page.getByRole('button', { name: 'Score a data set' }).click();
  const dialog = page.getByRole('dialog', { name: `Score a data set with ${model}@1` });
  await dialog.getByLabel('Data set').selectOption({ label: dataset });
  await expect(dialog.getByLabel('Answers go to')).toHaveValue(`${dataset} scored by ${model}`);
  await dialog.getByRole('button', { name: 'Score', exact: true }).click();
  const result = page.getByRole('link', { name: `${dataset} scored by ${model} v1` });
  await expect(result).toBeVisible({ timeout: 60_000 });
  await result.click();
  await expect(page.getByText('100 rows')).toBeVisible();
  await expect(page.getByText(`scored by ${model} v1`).last()).toBeVisible();
  await page.goto(`/datasets/${datasetId}`);
  await expect(page.getByRole('table', { name: 'Scored data sets' })).toContainText(`${model} v1`);

  await page.goto(`/models/${model}/1`);
  await page.getByRole('button', { name: 'Download' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /Folder that predicts offline \(\d.* [kM]B\)/ }).click();
  const archive = unzipSync(readFileSync(await (await downloading).path()));
  const folder = `${model}-v1-offline/`;
  const files = Object.fromEntries(
    Object.entries(archive).map(([path, content]) => [path.slice(folder.length), content]),
  );
  const { server, url } = await serve(files);
  const elsewhere = await browser.newContext();
  try {
    const offline = await elsewhere.newPage();
    const asked: string[] = [];
    offline.on('request', (one) => asked.push(new URL(one.url()).origin));
    await offline.goto(`${url}/index.html`);
    await offline.getByLabel('hr').fill('17');
    const { predictions } = await (
      await request.post(`/api/models/${model}/predict`, { data: { rows: [{ hr: 17 }] } })
    ).json();
    await expect(offline.locator('output')).toHaveText(`cnt: ${predictions[0].prediction}`);
    expect(new Set(asked)).toEqual(new Set([url]));
  } finally {
    await elsewhere.close();
    server.close();
  }
});
