import { createHash } from 'node:crypto';
import { type APIRequestContext, expect } from '@playwright/test';
import { notebookFile } from './open-notebook';
import { sendVersion } from './send-version';

export const rides = Array.from({ length: 100 }, (_, row) => ({
  hr: row % 24,
  cnt: 20 + 3 * (row % 24) + (row % 7),
}));
export const toCsv = (rows: typeof rides) =>
  ['hr,cnt', ...rows.map(({ hr, cnt }) => `${hr},${cnt}`)].join('\n');

/** The cells that make the model, from a table `rides`. */
export const slice = [
  { type: 'application/sql', source: 'SELECT hr, cnt FROM rides', output: 'asked' },
  `const model = await ml.train(asked, { target: 'cnt', learner: 'linear' });`,
];

/** As a data set of that name; gives its id. */
export async function upload(request: APIRequestContext, name: string, rows: typeof rides): Promise<string> {
  const query = `fileName=rides.csv&name=${encodeURIComponent(name)}`;
  const response = await request.post(`/api/datasets/upload?${query}`, { data: toCsv(rows) });
  expect(response.ok(), await response.text()).toBe(true);
  return (await response.json()).datasetId;
}

/** A model of the rides. The slice makes it from `rides`, whatever `rows` it was trained on. */
export async function promote(
  request: APIRequestContext,
  notebookId: string,
  model: string,
  rows = rides,
): Promise<void> {
  await sendVersion(request, {
    ...{ model, notebookId, rows, options: { target: 'cnt', learner: 'linear' } },
    ...{ slice: notebookFile('Slice', slice), sliceCells: 2, totalCells: slice.length + 2 },
    datasets: [{ table: 'rides', hash: createHash('sha256').update(toCsv(rides)).digest('hex') }],
  });
}
