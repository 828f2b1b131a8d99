import { expect, it } from 'vitest';
import { readAdult } from '../adult.fixture';
import { nodeAssets } from '../node-assets';
import { readTable } from '../read-table';
import { train } from '../train';

it('boosted trees tell who earns more, with a mean ROC AUC of 0.925 and more', async () => {
  const { columns } = readTable(await readAdult());
  const scores: number[] = [];
  for (const seed of [1, 3]) {
    const context = { signal: new AbortController().signal, progress() {}, assets: nodeAssets() };
    const { evaluation } = await train(columns, { target: 'class', seed }, context);
    scores.push(evaluation.metrics.rocAuc ?? Number.NaN);
  }
  expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeGreaterThanOrEqual(0.925);
}, 90_000);
