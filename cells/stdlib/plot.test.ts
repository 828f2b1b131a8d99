// @vitest-environment jsdom
import * as libraries from '@observablehq/plot';
import { beforeEach, expect, test } from 'vitest';
import { plotBuiltin } from './plot';

const builtin = plotBuiltin(async () => libraries);
const scope = { cellId: 7, signal: new AbortController().signal, progress: () => {} };
const rows = [
  { x: 1, y: 2, kind: 'a' },
  { x: 2, y: 3, kind: 'b' },
];
const open = async () => {
  if (!('perCell' in builtin)) throw new Error('Plot belongs to a cell');
  return (await builtin.perCell(scope)) as typeof libraries; // Plot, dressed
};

beforeEach(() => document.body.replaceChildren());

test('categories have the palette of the interface, also by the short form', async () => {
  const Plot = await open();
  const dots = Plot.dot(rows, { x: 'x', y: 'y', fill: 'kind' });
  for (const drawn of [Plot.plot({ marks: [dots] }), dots.plot()]) {
    expect([...(drawn.scale('color')?.range ?? [])].slice(0, 2)).toEqual([
      'var(--chart-1)',
      'var(--chart-2)',
    ]);
    expect(drawn.outerHTML).toContain('fill="var(--chart-2)"');
  }
});

test('what the author says wins, and measures keep their own scale', async () => {
  const Plot = await open();
  const own = Plot.plot({
    color: { range: ['red', 'blue'] },
    marks: [Plot.dot(rows, { x: 'x', y: 'y', fill: 'kind' })],
  });
  expect(own.scale('color')?.range).toEqual(['red', 'blue']);
  const measured = Plot.plot({ marks: [Plot.dot(rows, { x: 'x', y: 'y', fill: 'y' })] });
  expect(JSON.stringify(measured.scale('color'))).not.toContain('--chart');
});

test('a picture is as wide as a narrow cell, and no wider than Plot makes it', async () => {
  const Plot = await open();
  const output = document.body.appendChild(document.createElement('div'));
  output.dataset.output = '7';
  for (const [column, width] of [
    [358, 358],
    [1160, 640],
  ] as const) {
    Object.defineProperty(output, 'clientWidth', { value: column, configurable: true });
    expect(Plot.plot({ marks: [Plot.dot(rows, { x: 'x', y: 'y' })] }).getAttribute('width')).toBe(
      String(width),
    );
  }
});
