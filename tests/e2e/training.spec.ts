import { expect, type FrameLocator, test } from '@playwright/test';
import { nodeAssets } from '@/cells/ml/node-assets';
import { openModel } from '@/cells/ml/open-model';
import { readTable } from '@/cells/ml/read-table';
import { train } from '@/cells/ml/train';
import { createNotebook, openNotebook } from './open-notebook';
import { createThreadTrainer } from './train-in-thread';

/** Rows that every test makes in the same way, here and in the frame: by arithmetic alone, as engines differ in their sines. */
const makeRows = `Array.from({ length: 1200 }, (_, i) => ({
  hour: i % 24,
  sky: ['clear', 'mist', 'rain'][i % 3],
  warmth: i % 11 === 0 ? null : ((i * 37) % 100) / 100,
  when: new Date(Date.UTC(2011, 0, 1) + i * 3600e3),
  rides: 100 + 5 * Math.abs((i % 24) - 12) + 80 * (((i * 37) % 100) / 100) - (i % 3) * 15 + ((i * 7919) % 13),
}))`;

const settings = {
  linear: '{}',
  network: '{ epochs: 6 }',
  'boosted-trees': '{ rounds: 60, subsample: 0.8, columnsByTree: 0.8, columnsByLevel: 0.8 }',
  'random-forest': '{}',
} as const;

for (const [learner, options] of Object.entries(settings))
  test(`${learner} trained in the tab predicts in Node what it predicts there`, async ({ page }) => {
    await page.goto('/notebooks');
    const id = await createNotebook(page.request, 'Training', [
      `const rows = ${makeRows};`,
      `const model = await ml.train(rows, { target: 'rides', learner: '${learner}', options: ${options} });\ndisplay(model);`,
      `const answered = await (async () => {
        const text = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
        const files = [...(await model.toPackage())].map(([path, bytes]) => [path, text(bytes)]);
        const { values } = await model.predict(rows);
        return html\`<pre id="answered">\${JSON.stringify({ files, values: [...values] })}</pre>\`;
      })();
      display(answered);`,
    ]);
    const frame = await openNotebook(page, id);
    await expect(frame.getByRole('button', { name: 'Promote model' })).toBeVisible({ timeout: 90_000 });
    await expect(frame.getByText('baseline')).toBeVisible();

    const { files, values } = JSON.parse(
      (await frame.locator('#answered').textContent({ timeout: 60_000 })) ?? '',
    );
    const bytes = new Map<string, Uint8Array>(
      files.map(([path, text]: [string, string]) => [path, new Uint8Array(Buffer.from(text, 'base64'))]),
    );
    const model = await openModel(bytes, { assets: nodeAssets() });
    const rows = readTable(new Function(`return ${makeRows}`)()).columns;
    const here = await model.predict(rows);
    const differences = Array.from(
      { length: rows.numRows },
      (_, row) => Math.abs(Number(here.values[row]) - values[row]) / Math.abs(values[row]),
    );
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-5);

    if (learner !== 'boosted-trees') return;
    // One seed: the same bytes wherever they were trained.
    expect(Math.max(...differences)).toBe(0);
    const plain = new Function(`return ${makeRows}`)();
    const chosen = { target: 'rides', learner, options: new Function(`return ${options}`)() } as const;
    const { signal } = new AbortController();
    const inNode = await train(plain, chosen, { signal, progress() {}, assets: nodeAssets() });
    const inThread = await createThreadTrainer().train(plain, chosen, { cellId: 1, signal, progress() {} });
    const weights: string[] = JSON.parse(new TextDecoder().decode(bytes.get('cellar.json'))).weights;
    expect(weights.length).toBeGreaterThan(0);
    for (const trained of [inNode, inThread]) {
      const files = await trained.toPackage();
      for (const path of weights) expect(files.get(path), path).toEqual(bytes.get(path));
    }
  });

test('the frame answers while a network trains, and a stop keeps its best epoch', async ({ page }) => {
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Stopping', [
    `const rows = ${makeRows};`,
    `const options = { epochs: 10000, patience: 10000 };
    const model = await ml.train(rows, { target: 'rides', learner: 'network', options });
    display(model);`,
    'display(html`<p id="clock">${now}</p>`)',
  ]);
  const frame = await openNotebook(page, id);
  const stop = frame.getByRole('button', { name: /^stop/i }).first();
  await expect(stop).toBeVisible({ timeout: 30_000 });
  const clock = await ticksOf(frame);
  expect(clock).toBeGreaterThan(5);
  await expect(frame.locator('figure polyline').first()).toBeVisible({ timeout: 30_000 });
  await stop.click();
  await expect(frame.getByText(/Stopped by hand; the best epoch, \d+, was kept/)).toBeVisible({
    timeout: 30_000,
  });
});

/** How often the clock cell changes in two seconds. */
async function ticksOf(frame: FrameLocator): Promise<number> {
  return frame.locator('#clock').evaluate(
    () =>
      new Promise<number>((resolve) => {
        const seen = new Set<string>();
        const timer = setInterval(() => seen.add(document.querySelector('#clock')?.textContent ?? ''), 20);
        setTimeout(() => {
          clearInterval(timer);
          resolve(seen.size);
        }, 2000);
      }),
  );
}

test('a network of one’s own becomes a model', async ({ page }) => {
  await page.goto('/notebooks');
  const id = await createNotebook(page.request, 'Own network', [
    `const rows = ${makeRows};`,
    `const net = await (async () => {
      const net = tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [1], activation: 'relu' }), tf.layers.dense({ units: 1 })] });
      net.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
      const xs = tf.tensor2d(rows.map((row) => [row.hour / 24]));
      await net.fit(xs, tf.tensor2d(rows.map((row) => [row.rides])), { epochs: 5, batchSize: 64 });
      return net;
    })();`,
    `const scaled = rows.map((row) => ({ hour: row.hour / 24, rides: row.rides }));
    const model = await ml.model(net, { target: 'rides', features: ['hour'], test: scaled });
    display(model);
    display(html\`<pre id="own">\${JSON.stringify({
      answer: (await model.predict([{ hour: 0.5 }])).values[0],
      raw: net.predict(tf.tensor2d([[0.5]])).dataSync()[0],
    })}</pre>\`);`,
    `const lambda = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    lambda.layers[0].getClassName = () => 'Lambda';
    const refused = await ml.model(lambda, { target: 'rides', features: ['hour'], test: scaled }).catch((error) => error.message);
    display(html\`<p id="refused">\${refused}</p>\`);`,
  ]);
  const frame = await openNotebook(page, id);
  const { answer, raw } = JSON.parse((await frame.locator('#own').textContent({ timeout: 60_000 })) ?? '');
  expect(Math.abs(answer - raw) / Math.abs(raw)).toBeLessThanOrEqual(1e-5);
  await expect(frame.getByText('Own network').first()).toBeVisible();
  await expect(frame.locator('#refused')).toContainText('A Lambda layer cannot be kept', { timeout: 30_000 });
});
