import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { call, createNotebook, openNotebook, read } from './open-notebook';
import { takePicture } from './picture';

const cells = [
  { type: 'text/markdown', source: '# Bikes\n\nBy the hour.' },
  'const hour = view(Inputs.range([0, 23], {step: 1, value: 8, label: "Hour"}))',
  { type: 'text/markdown', source: '## Answer' },
  `const rentals = (at) => Math.round(20 + 420 * Math.exp(-((at - 8) ** 2) / 3) + 470 * Math.exp(-((at - 17.5) ** 2) / 6));
  display(html\`<p id="answer">\${rentals(hour)} rentals</p>\`)`,
  `Plot.plot({width: 1100, height: 260, marginLeft: 48, x: {label: null}, y: {label: "rentals"}, marks: [
    Plot.barY(d3.range(24), {x: (d) => d, y: rentals, fill: (d) => (d === hour ? "var(--chart-1)" : "var(--line-strong)")}),
    Plot.ruleY([0])]})`,
  'const broken = nowhere + 1',
];

test('a notebook is arranged, shown as an app with values of its address, and presented', async ({
  page,
}) => {
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Shown', cells);
  const frame = await openNotebook(page, id);
  await expect(frame.locator('#answer')).toHaveText('440 rentals');
  await page.getByRole('button', { name: 'More', exact: true }).first().click();
  await page.getByRole('menuitem', { name: 'Arrange the app' }).click();
  const part = frame.locator('[data-part="4"]');
  await part.focus();
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('Shift+ArrowLeft');
  await expect(part).toHaveAccessibleName(/column 1 of 12, row \d+, 6 wide/);
  await page.keyboard.press('Control+z');
  await expect(part).toHaveAccessibleName(/7 wide/);
  await frame.locator('[data-part="3"]').focus();
  await page.keyboard.press('Delete');
  await expect(frame.getByRole('region', { name: 'Left out' })).toContainText('Answer');
  await frame.getByRole('button', { name: 'Done' }).click();
  await expect(page.locator('[data-save="saved"]')).toBeVisible();
  const { html } = await read(page.request, 'notebooks.read', { id });
  expect(html).toMatch(/id="4"[^>]* data-layout="0 \d+ 7 \d+"/);
  expect(html).toMatch(/id="3"[^>]* data-layout="hidden"/);

  await page.goto(`/notebooks/${id}/app?hour=17`);
  await expect(frame.locator('#answer')).toHaveText('471 rentals');
  await expect(frame.getByRole('region', { name: 'Inputs' })).toContainText('Hour');
  await expect(frame.getByText('Answer')).toHaveCount(0);
  await takePicture(page, 'notebook-app', {
    parts: [frame.getByRole('region', { name: 'Inputs' }), frame.locator('[data-output="5"]')],
  });
  await expect(frame.getByText('could not be made')).toBeVisible();
  await expect(frame.locator('.cm-editor, pre')).toHaveCount(0);
  await page.goto(`/notebooks/${id}/app?hour=99`);
  await expect(frame.getByText('hour takes a number from 0 to 23 in steps of 1')).toBeVisible();
  await expect(frame.locator('#answer')).toHaveText('440 rentals');

  await page.goto(`/notebooks/${id}/app?present&hour=9`);
  await expect(frame.locator('[data-slide="1"]')).toContainText('By the hour');
  await frame.locator('main').focus();
  await page.keyboard.press('ArrowRight');
  await expect(frame.locator('[data-slide="2"]')).toContainText('321 rentals');
  await page.keyboard.press('c');
  await expect(frame.locator('[data-slide="2"] pre').first()).toContainText('rentals(hour)');
  await page.keyboard.press('Escape');
  await expect(frame.locator('[data-slide]')).toHaveCount(0);
});

test('a link shows one cell in another site, tells its height, and ends when it is taken back', async ({
  page,
  context,
  baseURL,
}) => {
  const site = createServer((request, response) => {
    const address = new URL(request.url ?? '/', 'http://site').searchParams.get('frame') ?? '';
    response.setHeader('Content-Type', 'text/html').end(
      `<iframe id="shown" src="${address.replaceAll('"', '')}"></iframe><output></output>
       <script>addEventListener('message', ({origin, data}) => {
         if (data?.type === 'cellar:height') document.querySelector('output').textContent = origin + ' ' + data.height;
       })</script>`,
    );
  });
  await new Promise<void>((resolve) => site.listen(0, resolve));
  const { port } = site.address() as AddressInfo; // it listens on TCP
  try {
    await page.goto('/notebooks');
    const notebookId = await createNotebook(page.request, 'Embedded', [
      ...cells,
      // What a reader's frame must not be able to do.
      `const tried = await Promise.all([
        fetch('/api/trpc/notebooks.list').then(() => 'GOT', () => 'refused'),
        fetch('/apps/x/notebook').then(() => 'GOT', () => 'refused'),
        runs().then(() => 'GOT', () => 'refused'),
      ]); display(html\`<p id="tried">\${tried.join()}</p>\`)`,
    ]);
    const { id, token } = await call(page.request, 'links.create', {
      notebookId,
      origins: [`http://localhost:${port}`],
    });
    const reader = await context.newPage();
    const show = (host: string, words: string) =>
      reader.goto(
        `http://${host}:${port}/?frame=${encodeURIComponent(`${baseURL}/embed/${token}?${words}`)}`,
      );
    const inside = reader.frameLocator('#shown').frameLocator('iframe');

    await show('localhost', 'cells=4,tried&hour=3&theme=dark');
    await expect(inside.locator('#answer')).toHaveText('20 rentals');
    await expect(inside.locator('#tried')).toHaveText('refused,refused,refused');
    await expect(inside.getByText('By the hour')).toHaveCount(0);
    await expect(inside.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(reader.locator('output')).toHaveText(new RegExp(`^${baseURL} \\d+$`));
    // The same page under a name that the link does not give.
    await show('127.0.0.1', 'cells=4');
    await expect(reader.locator('#shown')).toBeVisible();
    await expect(inside.locator('#answer')).toHaveCount(0);

    await reader.goto(`/apps/${token}`);
    const frame = reader.frameLocator('iframe[title="Notebook"]');
    await expect(frame.locator('#answer')).toHaveText('440 rentals');
    await call(page.request, 'links.revoke', { id });
    await reader.reload();
    await expect(reader.getByText('This link does not lead anywhere')).toBeVisible();
    await expect(reader.locator('iframe')).toHaveCount(0);
  } finally {
    site.close();
  }
});
