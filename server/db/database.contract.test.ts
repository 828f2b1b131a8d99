import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, notify } from './notify';
import type { OpenDatabase } from './open-database';
import { auditEntries, roleAssignments, users } from './schema';
import { testDatabases } from './testing';

describe.each(testDatabases)('the database on $name', ({ open }) => {
  let opened: OpenDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  const user = (id: string) => ({ id, name: id, createdAt: new Date('2012-01-01T00:00:00.123Z') });
  const names = async () => (await opened.db.select({ id: users.id }).from(users)).map(({ id }) => id).sort();

  it('commits all of a transaction or nothing', async () => {
    await opened.db.transaction(async (tx) => {
      await tx.insert(users).values(user('ada'));
      await tx.insert(users).values(user('grace'));
    });
    await expect(
      opened.db.transaction(async (tx) => {
        await tx.insert(users).values(user('lost'));
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await names()).toEqual(['ada', 'grace']);
  });

  it('takes back an inner transaction alone', async () => {
    await opened.db.transaction(async (tx) => {
      await tx.insert(users).values(user('outer'));
      await tx
        .transaction(async (inner) => {
          await inner.insert(users).values(user('inner'));
          throw new Error('inner only');
        })
        .catch(() => {});
    });
    expect(await names()).toContain('outer');
    expect(await names()).not.toContain('inner');
  });

  it.each([
    ['a second row of one key', '23505', () => opened.db.insert(users).values(user('ada'))],
    [
      'a reference to nothing',
      '23503',
      () => opened.db.insert(roleAssignments).values({ userId: 'nobody', role: 'owner' }),
    ],
    ['a missing value', '23502', () => opened.db.execute(sql`insert into users (id) values ('x')`)],
  ])('refuses %s with its code, and goes on', async (_, code, run) => {
    await expect(run()).rejects.toMatchObject({ cause: { code } });
    expect(await names()).toContain('ada');
  });

  it('reads back JSON and times as they were written', async () => {
    const detail = { text: 'ä"\\\u2028', deep: [1, { two: null }], large: 2 ** 53 - 1, tiny: 1e-300 };
    const at = new Date('2012-06-30T23:59:59.987Z');
    await opened.db
      .insert(auditEntries)
      .values({ id: 'a', at, actorId: 'ada', action: 'notebook.save', subject: 'n', detail });
    const [row] = await opened.db.select().from(auditEntries).where(eq(auditEntries.id, 'a'));
    expect(row).toMatchObject({ at, detail });
  });

  it('counts as a number', async () => {
    expect(await opened.db.$count(users)).toBeTypeOf('number');
  });

  it('refuses its own use inside a transaction at once, instead of waiting for ever', async () => {
    const uses = [
      () => opened.db.select().from(users),
      () => opened.db.insert(users).values(user('nested')),
      () => opened.db.execute(sql`select 1`),
      () => opened.db.query.users.findFirst(),
      () => opened.db.$count(users),
      () => opened.db.transaction(async () => {}),
    ];
    for (const use of uses)
      await expect(opened.db.transaction(async () => use())).rejects.toThrow(/inside a transaction/);
    expect(await names()).not.toContain('nested');
  });

  it('is free again after a transaction, also for what was started inside it', async () => {
    let release = () => {};
    const over = new Promise<void>((resolve) => {
      release = resolve;
    });
    const later = await opened.db.transaction(async () => ({ run: over.then(() => names()) }));
    release();
    expect(await later.run).toContain('ada');
  });

  it('lets one of two transactions wait for the other on the same row', async () => {
    await opened.db.insert(users).values(user('counter'));
    const rename = () =>
      opened.db.transaction(async (tx) => {
        const [row] = await tx.select().from(users).where(eq(users.id, 'counter')).for('update');
        await tx
          .update(users)
          .set({ name: `${row?.name}+` })
          .where(eq(users.id, 'counter'));
      });
    await Promise.all(Array.from({ length: 8 }, rename));
    const [row] = await opened.db.select().from(users).where(eq(users.id, 'counter'));
    expect(row?.name).toBe('counter++++++++');
  });

  it('tells listeners of what commits, and of nothing that does not', async () => {
    const heard: string[] = [];
    let whenHeard = () => {};
    const done = new Promise<void>((resolve) => {
      whenHeard = resolve;
    });
    const stop = await listen(
      opened.db,
      'cellar_model',
      (payload) => {
        heard.push(payload);
        whenHeard();
      },
      () => {},
    );
    await opened.db
      .transaction(async (tx) => {
        await notify(tx, 'cellar_model', 'taken back');
        throw new Error('no');
      })
      .catch(() => {});
    await opened.db.transaction((tx) => notify(tx, 'cellar_model', 'kept'));
    await done;
    expect(heard).toEqual(['kept']);
    await stop();
  });
});
