import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actingAs } from '../../context';
import { auditEntries } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import {
  createNotebook,
  deleteNotebook,
  listNotebooks,
  listRevisions,
  readNotebook,
  renameNotebook,
  restoreNotebook,
  saveNotebook,
} from '.';

const file = (title: string, body = '1 + 1') =>
  `<!doctype html>\n<notebook>\n  <title>${title}</title>\n  <script id="1" type="module">\n    ${body}\n  </script>\n</notebook>\n`;

describe.each(testDatabases)('notebooks on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  it('keeps every save as a revision that can be read again', async () => {
    const { id } = await createNotebook(test.context, { html: file('Bikes') });
    const saved = await saveNotebook(test.context, { id, html: file('Bikes', '2 + 2'), baseRevision: 1 });
    expect(saved.revision).toBe(2);
    expect((await readNotebook(test.context, { id })).html).toBe(file('Bikes', '2 + 2'));
    expect((await readNotebook(test.context, { id, revision: 1 })).html).toBe(file('Bikes'));
    expect((await listRevisions(test.context, { id })).map(({ revision }) => revision)).toEqual([2, 1]);
  });

  it('writes into an empty one when its cells run, where that is not by themselves', async () => {
    const html = async (input: Parameters<typeof createNotebook>[1]) =>
      (await readNotebook(test.context, await createNotebook(test.context, input))).html;
    expect(await html({ runMode: 'manual' })).toContain('<notebook data-run="manual">');
    expect(await html({ runMode: 'auto' })).toContain('<notebook>');
  });

  it('refuses a save that is based on an older revision, and changes nothing', async () => {
    const { id } = await createNotebook(test.context, { html: file('Two tabs') });
    await saveNotebook(test.context, { id, html: file('Two tabs', '"first"'), baseRevision: 1 });
    await expect(
      saveNotebook(test.context, { id, html: file('Two tabs', '"second"'), baseRevision: 1 }),
    ).rejects.toMatchObject({
      code: 'conflict',
      detail: { newest: 2 },
    });
    expect((await readNotebook(test.context, { id })).html).toContain('"first"');
  });

  it('takes a save twice for one: an answer that was lost is asked for again', async () => {
    const { id } = await createNotebook(test.context, { html: file('Retry') });
    const once = await saveNotebook(test.context, { id, html: file('Retry', '3'), baseRevision: 1 });
    const again = await saveNotebook(test.context, { id, html: file('Retry', '3'), baseRevision: 1 });
    expect(again).toEqual(once);
    const unchanged = await saveNotebook(test.context, { id, html: file('Retry', '3'), baseRevision: 2 });
    expect(unchanged.revision).toBe(2);
  });

  it('lets exactly one of many saves at once through', async () => {
    const { id } = await createNotebook(test.context, { html: file('Race') });
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) =>
        saveNotebook(test.context, { id, html: file('Race', `${i}`), baseRevision: 1 }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await listRevisions(test.context, { id })).toHaveLength(2);
  });

  it('refuses what is no notebook, in words', async () => {
    await expect(createNotebook(test.context, { html: 'PNG\u0000garbage' })).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('not a notebook'),
    });
  });

  it('renames in the file itself, deletes and brings back', async () => {
    const copy = await createNotebook(test.context, { html: file('As it was'), title: 'Copy & paste' });
    expect(await readNotebook(test.context, { id: copy.id })).toMatchObject({
      title: 'Copy & paste',
      html: expect.stringContaining('<title>Copy &amp; paste</title>'),
    });
    const { id } = await createNotebook(test.context, { html: file('Old name') });
    await renameNotebook(test.context, { id, title: 'New & better' });
    expect((await readNotebook(test.context, { id })).html).toContain('<title>New &amp; better</title>');
    await deleteNotebook(test.context, { id });
    expect((await listNotebooks(test.context, {})).map((row) => row.id)).not.toContain(id);
    await expect(readNotebook(test.context, { id })).rejects.toMatchObject({ code: 'not_found' });
    await restoreNotebook(test.context, { id });
    expect((await readNotebook(test.context, { id })).title).toBe('New & better');
  });

  it('writes an audit row with every command and none with a refused one', async () => {
    const before = await test.system.db.$count(auditEntries);
    await createNotebook(test.context, {});
    expect(await test.system.db.$count(auditEntries)).toBe(before + 1);
    const viewer = actingAs(test.system, { id: 'v', name: 'Vera', roles: ['viewer'] });
    await expect(createNotebook(viewer, {})).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('Vera may not'),
    });
    expect(await test.system.db.$count(auditEntries)).toBe(before + 1);
  });
});
