import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEntries } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { localOwnerId } from '../auth';
import { listAudit } from '.';

describe.each(testDatabases)('the audit log on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  it('is read page by page, though many entries stand at the same instant', async () => {
    const at = new Date('2026-01-01T00:00:00Z');
    const subject = 'notebook:paged';
    const ids = Array.from({ length: 7 }, (_, i) => `entry-${i}`);
    await test.system.db.insert(auditEntries).values(
      ids.map((id, i) => ({
        ...{ id, subject, action: 'notebook.save', actorId: localOwnerId, detail: {} },
        at: i < 5 ? at : new Date(at.getTime() + i),
      })),
    );
    const read: string[] = [];
    for (let before: string | undefined; ; ) {
      const page = await listAudit(test.context, { subject, before, limit: 3 });
      read.push(...page.map(({ id }) => id));
      before = page.at(-1)?.id;
      if (page.length < 3) break;
    }
    expect(read).toEqual(ids.toReversed());
  });
});
