import { expect, test, vi } from 'vitest';
import { openSketches } from './sketched-log';

const number = { kind: 'number', count: 90, missing: 10, distinct: 3, mean: 2, sample: [1, 2, 3] };
const text = {
  kind: 'text',
  count: 5000,
  missing: 0,
  distinct: 3,
  other: 5,
  frequencies: [
    ['dry', 3330],
    ['wet', 1665],
  ],
};
const part = { rows: 110, answered: 100, evidence: 100, columns: { hr: number, sky: text } };
const found = {
  ...{ from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z', sketchedDays: 31, rowsRead: 0 },
  ...{ error: { rank: 0.0133, distinct: 0.02 }, ...part, parts: [{ ...part, at: Date.UTC(2026, 0, 1) }] },
};

test('sketches of a log give what stats.drift takes, texts by their shares', async () => {
  const request = vi.fn(async () => found);
  const log = await openSketches(request as never, 'bikes', {
    from: '2026-01-01',
    to: '2026-02-01',
    deployment: 'front',
  }); // only what is called
  expect(request).toHaveBeenCalledWith('predictions.sketch', {
    ...{
      model: 'bikes',
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-02-01T00:00:00.000Z',
      deployment: 'front',
    },
  });
  expect(log.parts[0]?.at).toEqual(new Date('2026-01-01'));
  expect(log.summary).toMatchObject({ rows: 100, sampled: 1000 });
  expect(log.summary.columns.hr).toEqual({ sample: [1, 2, 3], rows: 90, missing: 10, mean: 2 });
  const sky = Array.from(log.summary.columns.sky?.sample ?? []);
  expect(['dry', 'wet', '(other values)'].map((value) => sky.filter((one) => one === value).length)).toEqual([
    666, 333, 1,
  ]);
});

test('of a log that keeps some of the requests chance is judged by those', async () => {
  const kept = {
    ...found,
    answered: 1000,
    evidence: 100,
    columns: {
      sky: {
        ...text,
        count: 900,
        missing: 100,
        other: 1,
        frequencies: [
          ['dry', 599],
          ['wet', 300],
        ],
      },
    },
  };
  const { summary } = await openSketches((async () => kept) as never, 'bikes', {}); // only what is called
  expect(summary).toMatchObject({ rows: 1000, evidence: 100, sampled: 90 });
  expect(summary.columns.sky).toMatchObject({ rows: 90, missing: 10 });
});

test('sketches of no window are those of the last year', async () => {
  const request = vi.fn(async (_: string, input: { from: string }) => ({ ...found, ...input }));
  await openSketches(request as never, 'bikes', {}); // only what is called
  const from = Date.parse(request.mock.calls[0]?.[1].from ?? '');
  expect((Date.now() - from) / 86_400_000).toBeCloseTo(364, 2);
});
