import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import { compileCell } from '@/cells/kinds';
import { openTestSystem, type TestSystem } from '../../testing';
import { listGranted } from '../datasets';
import { readNotebook } from '../notebooks';
import { listExamples, openExample } from '.';

describe('examples', () => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem();
  });
  afterAll(() => test.close());

  it('open with their data attached, their cells sound, and once only', async () => {
    const examples = await listExamples(test.context, {});
    expect(examples.length).toBeGreaterThanOrEqual(3);
    for (const { name } of examples) {
      const { id } = await openExample(test.context, { name });
      const { html, title } = await readNotebook(test.context, { id });
      const notebook = parseNotebook(html);
      expect(serializeNotebook(notebook)).toBe(html);
      expect(title).toBe(notebook.title);

      const tables = (await listGranted(test.context, { notebookId: id })).map(({ table }) => table);
      expect(tables).toHaveLength(1);
      const names = new Set(notebook.cells.flatMap(({ output }) => output ?? []));
      for (const cell of notebook.cells) {
        const compiled = compileCell(cell, { names });
        for (const table of compiled.tables) expect([...names, ...tables]).toContain(table);
      }
      expect(await openExample(test.context, { name })).toEqual({ id });
    }
  });

  it('refuse a name that is none', async () => {
    await expect(openExample(test.context, { name: '../secret' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
