import { expect, test } from '@playwright/test';
import { createNotebook, openNotebook } from './open-notebook';

/** Loans: the truth of people above fifty who rent is a coin, so that no model is good there; women are granted less often. */
const makeRows = `(() => {
  let state = 7;
  const draw = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return Array.from({ length: 3000 }, () => {
    const age = 20 + Math.floor(draw() * 50);
    const home = ['own', 'rent', 'family'][Math.floor(draw() * 3)];
    const sex = draw() < 0.5 ? 'Female' : 'Male';
    const income = Math.round(20 + draw() * 80);
    const isSure = income + (sex === 'Male' ? 20 : 0) > 62;
    const granted = age > 50 && home === 'rent' ? draw() < 0.5 : isSure;
    return { age, home, sex, income, granted: granted ? 'yes' : 'no' };
  });
})()`;

test('an evaluate cell shows where a model is weak, unfair, what it heeds and what would change it', async ({
  page,
}) => {
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Weak spots', [
    `const rows = ${makeRows};`,
    `const model = await ml.train(rows, { target: 'granted', options: { rounds: 60 } });`,
    { type: 'application/vnd.cellar.evaluate+json', source: '{"model": "model"}', output: 'judgement' },
  ]);
  const frame = await openNotebook(page, id);
  const tab = (name: string) => frame.getByRole('tab', { name, exact: true });

  await test.step('the worst slice is the one that was spoilt', async () => {
    await tab('Slices').click({ timeout: 120_000 });
    const worst = frame.getByRole('table', { name: 'Worst slices' });
    await expect(worst.getByRole('row').nth(1)).toContainText(/home = rent/);
    await expect(worst.getByRole('row').nth(1)).toContainText(/age/);
    await frame.getByLabel('By', { exact: true }).selectOption('home');
    await expect(
      frame.getByRole('table', { name: 'Slices by home' }).getByRole('row', { name: /home = rent/ }),
    ).toBeVisible();
  });
  await test.step('groups are compared by four definitions', async () => {
    await tab('Fairness').click();
    await frame.getByLabel('Sensitive column').selectOption('sex');
    await expect(frame.getByText('Demographic parity')).toBeVisible();
    await expect(frame.getByText(/selection rate highest of sex = Male/)).toBeVisible();
    await expect(frame.getByRole('table', { name: 'Rates by sex' }).getByRole('row')).toHaveCount(3);
  });
  await test.step('inputs are shuffled, moved and explained', async () => {
    await tab('What matters').click();
    const importances = frame.getByRole('table', { name: 'Permutation importance' });
    await expect(importances.getByRole('row').nth(1)).toContainText('income', { timeout: 60_000 });
    await frame.getByLabel('Input', { exact: true }).selectOption('income');
    await expect(frame.getByRole('img', { name: /probability of yes by income: mean from/ })).toBeVisible();
    await frame.getByRole('button', { name: 'Explain 300 rows' }).click();
    await expect(frame.getByRole('table', { name: /^Mean size of what each input does/ })).toBeVisible();
  });
  await test.step('one row is moved by hand, and its answer can be turned', async () => {
    await tab('What if').click();
    const answer = frame.locator('output').filter({ hasText: 'granted =' });
    await expect(answer).toBeVisible();
    await frame.getByLabel('income', { exact: false }).first().fill('99');
    await expect(answer.locator('strong')).toHaveText('yes');
    await frame.getByLabel('Wanted answer').selectOption('no');
    await frame.getByRole('checkbox', { name: 'sex' }).check();
    await frame.getByRole('button', { name: 'Find changes' }).click();
    await expect(frame.getByText(/income 99 →/).first()).toBeVisible({ timeout: 60_000 });
    await frame.getByRole('button', { name: 'Take' }).first().click();
    await expect(answer.locator('strong')).toHaveText('no');
  });
});
