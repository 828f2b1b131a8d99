import { expect, type FrameLocator, test } from '@playwright/test';
import { call, createNotebook, openNotebook, read } from './open-notebook';

const cell = (frame: FrameLocator, id: number) => frame.locator(`[data-cell-id="${id}"]`);

test('cells of another notebook run here with their data, are replaced, locked, and moved on by hand', async ({
  page,
}) => {
  const stamp = Date.now().toString(36);
  const table = `sales_${stamp}`;
  const uploaded = await page.request.post(`/api/datasets/upload?name=${table}&fileName=${table}.csv`, {
    data: Buffer.from('month,amount\n1,10\n2,20\n'),
    headers: { 'Content-Type': 'application/octet-stream' },
  });
  const { datasetId } = await uploaded.json();
  const title = `Sales forecast ${stamp}`;
  const name = title.toLowerCase().replaceAll(' ', '-');
  const cells = (word: string) => [
    { source: `SELECT sum(amount)::INTEGER AS total FROM ${table}`, type: 'application/sql', output: 'data' },
    { source: `const factor = view(Inputs.range([1, 9], {step: 1, value: 2, label: "Factor"}))` },
    { source: `const chart = html\`<b>${word} \${data.at(0).total * factor}</b>\`` },
  ];
  const other = await createNotebook(page.request, title, cells('Forecast'));
  await call(page.request, 'notebooks.grantDataset', { notebookId: other, datasetId, table });
  const id = await createNotebook(page.request, `Board ${stamp}`, [
    { source: `import {chart, factor, data as theirs} from "notebook:${name}"`, pinned: true },
    { source: 'display(chart)', pinned: true },
    { source: `import {chart as ours} from "notebook:${name}" with {data: "mine"}`, pinned: true },
    { source: 'const mine = {at: () => ({total: 7})}', pinned: true },
    { source: 'display(ours)', pinned: true },
    { source: `SELECT * FROM ${table}`, type: 'application/sql', pinned: true },
    { source: 'import {chart as never} from "notebook:no-such-notebook"', pinned: true },
    { source: 'SELECT total + 1000 AS more FROM theirs', type: 'application/sql', pinned: true },
  ]);

  let frame = await openNotebook(page, id);
  const dialog = page.getByRole('dialog', { name: `Import from “${title}”?` });
  await expect(dialog).toContainText(`${table}, as the table ${table}`);
  await dialog.getByRole('button', { name: 'Allow import' }).click();
  await expect(cell(frame, 2)).toContainText('Forecast 60', { timeout: 60_000 });
  await expect(cell(frame, 5)).toContainText('Forecast 14');
  // The input stands at the import, and is live.
  await cell(frame, 1).getByRole('slider').fill('3');
  await expect(cell(frame, 2)).toContainText('Forecast 90');
  // A table that it makes is read here; what it was given is not.
  await expect(cell(frame, 8)).toContainText('1030');
  await expect(cell(frame, 6)).toContainText(`There is no table ${table}`);
  await expect(cell(frame, 7)).toContainText('No notebook named no-such-notebook may be imported here');

  // What changes there stays there, until it is taken.
  await expect
    .poll(async () => (await read(page.request, 'notebooks.read', { id })).html)
    .toContain(`data-notebooks="${name}=${other} 1 `);
  const html = String((await read(page.request, 'notebooks.read', { id: other })).html);
  // Its next revision imports from a third.
  const third = await createNotebook(page.request, `Words ${stamp}`, ["const word = 'Outlook'"]);
  await call(page.request, 'notebooks.grantNotebook', { notebookId: other, importedId: third, revision: 1 });
  const importing = `  <script id="9" type="module">\n    import {word} from "notebook:words-${stamp}"\n  </script>\n`;
  const next = html
    .replace('Forecast $', () => '${word} $')
    .replace('</notebook>', () => `${importing}</notebook>`);
  await call(page.request, 'notebooks.save', { id: other, html: next, baseRevision: 1 });
  frame = await openNotebook(page, id);
  await expect(cell(frame, 2)).toContainText('Forecast 60', { timeout: 60_000 });
  await page.getByRole('tab', { name: 'Packages' }).click();
  const entry = page.getByRole('region', { name: `Notebook ${title}` });
  await entry.getByRole('button', { name: 'Take revision 2' }).click();
  await expect(cell(frame, 2)).toContainText('Outlook 60');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(cell(frame, 2)).toContainText('Forecast 60');

  // Readers of the app see the same.
  await page.goto(`/notebooks/${id}/app?factor=5`);
  await expect(page.frameLocator('iframe').first().getByText('Forecast 150')).toBeVisible({
    timeout: 60_000,
  });

  // So do those who have a link to it, until the import is taken back; who makes one is told before.
  await page.goto(`/notebooks/${id}`);
  await page.getByRole('button', { name: 'More', exact: true }).first().click();
  await page.getByRole('menuitem', { name: 'Share …' }).click();
  const share = page.getByRole('dialog', { name: 'Share the app' });
  await expect(share).toContainText(`“${title}”, revision 1: 3 cells`);
  await expect(share).toContainText(`${table}, version 1: 2 rows × 2 columns`);
  await expect(share).toContainText('Not shown: what is imported from no-such-notebook.');
  await share.getByRole('button', { name: 'Make a link' }).click();
  await expect(share.getByRole('list', { name: 'Links' })).toContainText(`shows cells of “${title}”`);
  const address = await share.getByRole('textbox', { name: 'Link', exact: true }).inputValue();
  await page.goto(`${address}?factor=5`);
  frame = page.frameLocator('iframe').first();
  await expect(frame.getByText('Forecast 150')).toBeVisible({ timeout: 60_000 });
  await expect(frame.getByText('Forecast 14', { exact: true })).toBeVisible();
  await expect(frame.getByRole('gridcell', { name: '1030' })).toBeVisible();
  const left = frame
    .getByRole('note')
    .filter({ hasText: 'cells of another notebook that this link does not show' });
  await expect(left).toHaveCount(1);
  await page.goto(`${address.replace('/apps/', '/embed/')}?cells=5`);
  await expect(frame.getByText('Forecast 14')).toBeVisible({ timeout: 60_000 });
  const grants = (await read(page.request, 'notebooks.grants', { notebookId: id })) as unknown as {
    id: string;
  }[]; // it is a list
  for (const grant of grants) await call(page.request, 'notebooks.revokeGrant', { id: grant.id });
  await page.goto(address);
  await expect(left).toHaveCount(3, { timeout: 60_000 });
  for (const one of [id, other, third]) await call(page.request, 'notebooks.delete', { id: one });
});
