import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';

const file = readFileSync(new URL('../../cells/ml/onnx/fixtures/sklearn-columns.onnx', import.meta.url));

test('an ONNX model is dropped, tried on a row, registered, and answers over HTTP', async ({
  page,
  request,
}) => {
  const name = `hiring-${Date.now().toString(36)}`;
  await page.goto('/models');
  await expect(page.getByRole('button', { name: 'Import model' })).toBeVisible();
  const dropped = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'Hiring Model.onnx'));
    return data;
  }, file.toString('base64'));
  await page.locator('h1').dispatchEvent('drop', { dataTransfer: dropped });

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
