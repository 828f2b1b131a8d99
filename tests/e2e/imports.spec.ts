import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { zipSync } from 'fflate';

const read = (path: string) => readFileSync(new URL(`../../cells/ml/${path}`, import.meta.url));

/** Files as a person drops them on the page of models. */
async function drop(page: Page, files: Readonly<Record<string, Uint8Array>>) {
  const given = Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  const dropped = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const [name = '', base64 = ''] of list)
      data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
    return data;
  }, given);
  await page.locator('h1').dispatchEvent('drop', { dataTransfer: dropped });
}

test('an ONNX model is dropped, tried on a row, registered, and answers over HTTP', async ({
  page,
  request,
}) => {
  const name = `hiring-${Date.now().toString(36)}`;
  await page.goto('/models');
  await expect(page.getByRole('button', { name: 'Import model' })).toBeVisible();
  await drop(page, { 'Hiring Model.onnx': read('onnx/fixtures/sklearn-columns.onnx') });

  const dialog = page.getByRole('dialog', { name: 'Import Hiring Model.onnx' });
  await expect(dialog.getByLabel('Model', { exact: true })).toHaveValue('hiring-model');
  await expect(dialog.getByLabel('Classes')).toHaveValue('no, yes');
  await dialog.getByLabel('Model', { exact: true }).fill(name);
  await dialog.getByLabel('It predicts').fill('hired');
  await dialog.getByLabel('Example of age').fill('old');
  await dialog.getByLabel('Example of job').fill('cook');
  await dialog.getByRole('button', { name: 'Try the row' }).click();
  await expect(dialog.getByText('“age”: must be a number')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Register model' })).toBeDisabled();
  await dialog.getByLabel('Example of age').fill('1.2');
  await dialog.getByRole('button', { name: 'Try the row' }).click();
  await expect(dialog.getByRole('status')).toContainText('hired = yes');
  await dialog.getByRole('button', { name: 'Register model' }).click();

  await expect(page).toHaveURL(new RegExp(`/models/${name}/1$`));
  await expect(page.getByText('there are no cells that could be run again')).toBeVisible();
  const answer = await request.post(`/api/models/${name}/predict`, {
    data: { rows: [{ age: 1.2, hours: 0, job: 'cook' }] },
  });
  expect(await answer.json()).toMatchObject({ version: 1, predictions: [{ prediction: 'yes' }] });
});

test('a TensorFlow.js model is dropped as its files or a zip, registered, and answers; a hostile one is refused, a pickle not run', async ({
  page,
  request,
}) => {
  const name = `grades-${Date.now().toString(36)}`;
  const [json, weights] = ['model.json', 'group1-shard1of1.bin'].map((file) =>
    read(`tfjs/fixtures/three-inputs-graph/${file}`),
  );
  if (!json || !weights) throw new Error('The fixture has two files.');
  await page.goto('/models');
  await expect(page.getByRole('button', { name: 'Import model' })).toBeVisible();
  const bad = Buffer.from(json.toString().replace('"_FusedMatMul"', '"ReadFile"'));
  await drop(page, { 'bad.zip': zipSync({ 'web/model.json': bad, 'web/group1-shard1of1.bin': weights }) });
  await expect(
    page.getByRole('dialog', { name: 'Import bad' }).getByText('operation ReadFile'),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  const pickled = { 'sk/MLmodel': Buffer.from('flavors:\n  sklearn:\n    pickled_model: model.pkl\n') };
  await drop(page, { 'sk.zip': zipSync({ ...pickled, 'sk/model.pkl': Buffer.from('never opened') }) });
  const kept = page.getByRole('dialog', { name: 'Import sk' });
  await expect(kept.getByText('skl2onnx.to_onnx')).toBeVisible();
  await expect(kept.getByRole('button', { name: 'Keep its files' })).toBeEnabled();
  await page.keyboard.press('Escape');

  await drop(page, { 'model.json': json, 'group1-shard1of1.bin': weights, 'notes.txt': Buffer.from('…') });
  const dialog = page.getByRole('dialog', { name: 'Import model.json' });
  await expect(dialog).toContainText('(notes.txt) is no part of it');
  await dialog.getByLabel('Model', { exact: true }).fill(name);
  await dialog.getByLabel('It predicts').fill('grade');
  await dialog.getByLabel('Classes').fill('low, middle, high');
  await dialog.getByLabel('Example of age').fill('1.5');
  await dialog.getByRole('button', { name: 'Try the row' }).click();
  await expect(dialog.getByRole('status')).toContainText(/grade = (low|middle|high)/);
  const tried = (await dialog.getByRole('status').textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Register model' }).click();

  await expect(page).toHaveURL(new RegExp(`/models/${name}/1$`));
  const answer = await request.post(`/api/models/${name}/predict`, {
    data: { rows: [{ age: 1.5, hours: 0, old: 0 }] },
  });
  const { predictions } = await answer.json();
  expect(tried).toContain(`grade = ${predictions[0].prediction}`);
});
