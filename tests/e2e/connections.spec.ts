import { expect, test } from '@playwright/test';
import { testPostgres, testPostgresPlace } from '../../server/db/test-postgres.fixture';
import { call, createNotebook, openNotebook } from './open-notebook';

test.skip(!testPostgres, 'needs TEST_DATABASE_URL');

test('a person connects a database, asks it in a cell, and stops it', async ({ page, request }) => {
  const name = `warehouse ${Date.now()}`;
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Add connection' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Host').fill(testPostgresPlace.host);
  await dialog.getByLabel('Port').fill(String(testPostgresPlace.port));
  await dialog.getByLabel('Database').fill(testPostgresPlace.database);
  await dialog.getByLabel('User').fill(testPostgresPlace.user);
  await dialog.getByLabel('Password').fill(testPostgresPlace.password);
  await dialog.getByLabel('Encryption').selectOption('off');
  await dialog.getByRole('button', { name: 'Test' }).click();
  await expect(dialog.getByText(/^Works: PostgreSQL/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Add connection' }).click();
  await expect(page.getByRole('article', { name })).toBeVisible();

  const id = await createNotebook(request, 'Asks elsewhere', [
    {
      source: 'SELECT i, i % 3 AS part FROM generate_series(1, 10) i',
      type: 'application/sql',
      output: 'rows',
      pinned: true,
    },
  ]);
  const frame = await openNotebook(page, id);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByLabel('Connection').selectOption({ label: name });
  await page.getByRole('dialog').getByRole('button', { name: 'Connect' }).click();
  await frame.getByLabel('Where this query is asked').selectOption(name);
  await expect(frame.getByText('10 rows × 2 columns')).toBeVisible();

  const editor = frame.locator('.cm-content').first();
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('SELECT pg_sleep(600)');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(frame.getByText(`${name} works on it`)).toBeVisible();
  await frame.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(frame.getByText(`${name} works on it`)).toBeHidden();
  await call(request, 'notebooks.delete', { id });
});
