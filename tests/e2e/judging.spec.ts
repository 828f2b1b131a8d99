import { expect, test } from '@playwright/test';
import { createNotebook, openNotebook, read } from './open-notebook';
import { takePicture } from './picture';

/** Who stays: likelier the longer, with noise that no model can know, and a group that it does not see. */
const makeRows = `Array.from({ length: 2400 }, (_, i) => {
  const months = i % 60;
  const calls = (i * 37) % 12;
  const chance = ((i * 7919) % 1000) / 1000;
  return { months, calls, group: i % 3 === 0 ? 'a' : 'b', stays: months / 60 + chance / 2 - calls / 30 > 0.5 ? 'yes' : 'no' };
})`;
const form = (kind: string, options: object, output: string) => ({
  type: `application/vnd.cellar.${kind}+json`,
  source: JSON.stringify(options, null, 2),
  output,
  pinned: true,
});

test('a model is judged beside another, its threshold is moved by cost, and its page says the same', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Judging', [
    `const rows = ${makeRows};`,
    `const model = await ml.train(rows, { target: 'stays', features: ['months', 'calls'], options: { rounds: 40 } });\ndisplay(model);`,
    `const guess = await ml.train(rows, { target: 'stays', features: ['calls'], learner: 'linear' });`,
    form('evaluate', { model: 'model', versus: 'guess', costs: { falseNegative: 5 } }, 'judgement'),
    `display(html\`<p id="low">\${judgement.metrics.rocAuc.low.toFixed(4)} \${judgement.live.rows.columns.columns.length}</p>\`);`,
  ]);
  const frame = await openNotebook(page, id);
  const view = frame.getByRole('region', { name: 'Judgement of stays' });

  await test.step('its figures have intervals, and code reads them', async () => {
    await expect(view.getByText('480 rows: held-out rows')).toBeVisible({ timeout: 90_000 });
    await expect(
      view.getByRole('row', { name: /^ROC AUC 0\.9\d+ 0\.\d+ to 0\.\d+ 0\.500 .* better/ }),
    ).toBeVisible();
    // Four columns: those of the table, though the model sees two.
    await expect(frame.locator('#low')).toHaveText(/^0\.9\d{3} 4$/);
  });

  await test.step('the threshold moves, and a button goes to the one of least cost', async () => {
    await view.getByRole('tab', { name: 'Threshold and costs' }).click();
    const slider = view.getByRole('slider');
    await view.evaluate((element) => element.scrollIntoView({ block: 'start' }));
    await takePicture(page, 'judgement');
    const recall = view.locator('dt:text-is("Recall") + dd');
    await slider.fill('1');
    await expect(view.getByText('yes from a probability of 1.00 on')).toBeVisible();
    const strict = Number.parseFloat((await recall.textContent()) ?? '');
    await view.getByRole('button', { name: 'Go to the least cost' }).click();
    await expect(recall).not.toHaveText(`${strict}`);
    expect(Number.parseFloat((await recall.textContent()) ?? '')).toBeGreaterThan(Math.max(strict, 80));
    expect(Number(await slider.inputValue())).toBeLessThan(0.5);
  });

  await test.step('it is told apart from the other model on the same rows', async () => {
    await view.getByRole('tab', { name: 'Compare' }).click();
    await expect(view.getByText('better than guess')).toBeVisible();
    await expect(view.getByRole('row', { name: /ROC AUC .* DeLong/ })).toBeVisible();
  });

  await test.step('its version says the same figures on its page', async () => {
    await frame.getByRole('button', { name: 'Promote model' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Model').fill('stayers');
    await dialog.getByRole('button', { name: 'Promote', exact: true }).click();
    await expect(dialog).toBeHidden({ timeout: 60_000 });
    await view.getByRole('tab', { name: 'Overview' }).click();
    const wanted = await view.getByRole('row', { name: /^ROC AUC/ }).textContent();
    await page.goto('/models/stayers/1');
    const shown = page.getByRole('region', { name: 'Judgement of stays' });
    await expect(shown.getByRole('row', { name: /^ROC AUC/ })).toHaveText(wanted ?? '', { timeout: 60_000 });
    await shown.getByRole('tab', { name: 'Curves' }).click();
    await expect(shown.getByRole('img', { name: /^ROC curve of yes, area 0\.9/ })).toBeVisible();
  });

  await test.step('and is asked there what matters, and what it would answer if', async () => {
    const shown = page.getByRole('region', { name: 'Judgement of stays' });
    await shown.getByRole('tab', { name: 'What matters' }).click();
    const importance = shown.getByRole('table', { name: 'Permutation importance' });
    await expect(importance.getByRole('row').nth(1)).toContainText('months', { timeout: 60_000 });
    await expect(
      shown.getByRole('img', { name: /^probability of yes by months: mean from 0\.\d+/ }),
    ).toBeVisible();
    await shown.getByRole('tab', { name: 'What if' }).click();
    const answer = shown.locator('output');
    for (const [months, label] of [
      [0, 'no'],
      [59, 'yes'],
    ] as const) {
      await shown.getByRole('slider', { name: /^months/ }).fill(String(months));
      await expect(answer).toContainText(`stays = ${label}`);
    }
    await shown.getByRole('button', { name: 'Why?' }).click();
    await expect(shown.getByText('months = 59')).toBeVisible();
    await shown.getByRole('button', { name: 'Find changes' }).click();
    await shown.getByRole('button', { name: 'Take' }).first().click();
    await expect(answer).toContainText('stays = no');
    await shown.getByRole('button', { name: 'Undo changes' }).click();
    await expect(answer).toContainText('in the data');
    // Nobody acts on these answers: none is in the log.
    expect(await read(page.request, 'models.traffic', { model: 'stayers' })).toMatchObject({ requests: 0 });
  });
});
