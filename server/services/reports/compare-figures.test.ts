import { expect, test } from 'vitest';
import { compareFigures } from './compare-figures';

const table = (rows: readonly (readonly string[])[]) =>
  `<table><tr><th>Column</th><th>Verdict</th><th>PSI</th></tr>${rows
    .map((row) => `<tr>${row.map((value) => `<td>${value}</td>`).join('')}</tr>`)
    .join('')}</table>`;

test('figures of the same row and column are compared, the largest change first', () => {
  const before = table([
    ['temp', 'stable', '0.10'],
    ['hum', 'stable', '0.02'],
    ['mnth', '▲ drift', '8.51'],
    ['gone', '', '1.00'],
  ]);
  const now = table([
    ['mnth', '▲ drift', '7.26'],
    ['temp', '▲ drift', '0.44'],
    ['hum', 'stable', '0.00'],
    ['new', '', '3.00'],
  ]);
  expect(compareFigures([{ name: 'Drift', before, now }])).toEqual([
    { name: 'temp, PSI', before: '0.10', now: '0.44', change: expect.closeTo(3.4) },
    { name: 'mnth, PSI', before: '8.51', now: '7.26', change: expect.closeTo(-0.147, 3) },
  ]);
});

test('numbers in the same words are compared, whatever their writing', () => {
  const say = (rides: string, rmse: string) =>
    `<figure><h2>Error</h2><svg></svg><figcaption>RMSE ${rmse} on ${rides} predictions; 96.4 on the test rows.</figcaption></figure>`;
  const compared = compareFigures([
    { name: 'Error', before: say('1 400', '57.6'), now: say('12,800', '61.2 %') },
  ]);
  expect(compared.map(({ name, before, now }) => [name, before, now])).toEqual([
    ['Error: predictions', '1 400', '12,800'],
    ['Error: RMSE', '57.6', '61.2 %'],
  ]);
  expect(compareFigures([{ name: 'Error', now: say('1', '2') }])).toEqual([]);
  expect(compareFigures([{ name: 'Error', before: '<p>Nothing yet</p>', now: say('1', '2') }])).toEqual([]);
});

test('from nothing to something is the largest change, and has no percentage', () => {
  const compared = compareFigures([
    { name: 'Alerts', before: '<p>0 alerts. 10 runs.</p>', now: '<p>2 alerts. 11 runs.</p>' },
  ]);
  expect(compared[0]).toEqual({ name: 'Alerts', before: '0', now: '2' });
});
