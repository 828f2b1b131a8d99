import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../../../db/testing';
import { openTestSystem, type TestSystem } from '../../../testing';
import { admitVersion, describeModel, editCard, exportCard, readCard } from '..';
import { promoteExample } from '../testing';

describe.each(testDatabases)('a model card on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  it('is written from what is known, completed by hand, and taken over by the next version', async () => {
    const model = 'carded';
    const promote = async () =>
      admitVersion(test.context, { versionId: (await promoteExample(test.context, { model })).versionId });
    await promote();
    const first = await readCard(test.context, { model, version: 1 });
    const text = (id: string, card = first) => card.sections.find((section) => section.id === id)?.markdown;
    expect(text('summary')).toBe('Predicts `cnt`, a number, from 2 inputs: `hr`, `weather`.');
    expect(text('metrics')).toContain('| RMSE | 41.2 | — | 181 |');
    expect(text('making')).toContain('Reproduced: not re-run yet');
    expect(first.missing).toEqual(['Intended use', 'Limits', 'People concerned', 'Owner', 'Licence']);

    const write = (version: number, section: 'use' | 'limits' | 'fairness' | 'summary', markdown: string) =>
      editCard(test.context, { model, version, section, markdown });
    await write(1, 'use', 'Staffing of **one** town.');
    await write(1, 'limits', 'Not for holidays.');
    await write(1, 'fairness', 'None.');
    await describeModel(test.context, { model, owner: 'Ada', licence: 'internal', tags: { team: 'rides' } });
    expect((await readCard(test.context, { model, version: 1 })).missing).toEqual([]);

    await promote();
    const second = await readCard(test.context, { model, version: 2 });
    expect(second).toMatchObject({ from: 1, changedAt: null, missing: [], owner: 'Ada' });
    await write(2, 'limits', '');
    await describeModel(test.context, { model, version: 2, owner: 'Grace' });
    const edited = await readCard(test.context, { model, version: 2 });
    expect(edited).toMatchObject({ from: 1, missing: ['Limits'], owner: 'Grace', licence: 'internal' });
    expect(text('use', edited)).toBe('Staffing of **one** town.');
    expect(text('limits', await readCard(test.context, { model, version: 1 }))).toBe('Not for holidays.');
    await write(2, 'summary', 'Mine');
    expect(text('summary', await readCard(test.context, { model, version: 2 }))).toBe('Mine');
    await write(2, 'summary', '');
    expect(text('summary', await readCard(test.context, { model, version: 2 }))).toContain('Predicts');
  });

  it('is exported whole, and nothing that was written in it runs', async () => {
    const model = 'hostile';
    const { versionId } = await promoteExample(test.context, { model });
    await admitVersion(test.context, { versionId });
    const markdown = [
      '<script>alert(1)</script> <img src=x onerror=alert(2)>',
      '![seen](https://evil.example/pixel.png) [go](javascript:alert(3)) [data](data:text/html,x) [fine](https://example.org)',
      '| a |\n|---|\n| <b onclick=x>cell</b> |',
    ].join('\n\n');
    await editCard(test.context, { model, version: 1, section: 'use', markdown });
    const html = await exportCard(test.context, { model, version: 1 }, 'html');
    expect(html).not.toMatch(/<script|<img|<b |javascript:|data:text|pixel\.png/i);
    expect(html).toContain('&#60;script&#62;');
    expect(html).toContain('<a href="https://example.org"');
    expect(html).not.toMatch(/<[^>]*(src=|onerror|onclick)|@import|url\(/);
    const file = await exportCard(test.context, { model, version: 1 }, 'md');
    expect(file).toMatch(/^# hostile, version 1\n\n- Owner: —/);
    expect(file).toContain('## How good it is');
  });
});
