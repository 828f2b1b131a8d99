import { expect, test } from 'vitest';
import { parseNotebook } from '@/cells/document/parse';
import { compileCell } from '@/cells/kinds';
import { type MonitorTemplate, monitorTemplates, readMonitorTemplate } from './template';

// The keys are all there are.
const names = Object.keys(monitorTemplates) as MonitorTemplate[];

test.each(names)('the template %s is a whole notebook of cells that compile', async (name) => {
  const html = await readMonitorTemplate(name, 'bike-demand');
  expect(html).not.toMatch(/\{\{/);
  const { title, cells } = parseNotebook(html);
  expect(title).toMatch(/of bike-demand$/);
  expect(cells.map(({ id }) => id)).toEqual(cells.map((_, i) => i + 1));
  const outputs = cells.flatMap((cell) => compileCell(cell, { names: new Set<string>() }).outputs);
  // A name that two cells define would stop both.
  expect(outputs.filter((output, i) => outputs.indexOf(output) !== i)).toEqual([]);
  expect(outputs).toEqual(expect.arrayContaining(['period', 'until', 'deployment', 'log']));
});
