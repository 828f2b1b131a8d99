import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actingAs } from '../../context';
import { mailDeliveries, users } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { createNotebook, readNotebook } from '../notebooks';
import {
  addComment,
  deleteComment,
  editComment,
  listComments,
  markCommentsRead,
  resolveThread,
  restoreComment,
} from '.';

const file =
  '<!doctype html>\n<notebook>\n  <title>Bikes</title>\n  <script id="1" type="module">\n    1 + 1\n  </script>\n</notebook>\n';

describe.each(testDatabases)('comments on $name', ({ open }) => {
  let test: TestSystem;
  let notebookId: string;
  let minutes = 0;
  const pass = () => test.setTime(new Date(Date.UTC(2026, 0, 5, 9, minutes++)));
  beforeAll(async () => {
    // Mail leaves this server; nothing is sent before the job runs.
    test = await openTestSystem({ open, config: { smtpUrl: 'smtp://127.0.0.1:9' } });
    pass();
    ({ id: notebookId } = await createNotebook(test.context, { html: file }));
  });
  afterAll(() => test.close());

  const say = (author: string, text: string, threadId?: string) => {
    pass();
    return addComment(test.context, { notebookId, cellId: 1, quote: '1 + 1', text, author, threadId });
  };
  const read = (author: string) => listComments(test.context, { notebookId, author });

  it('a talk is begun, answered, settled and opened again by an answer; nothing of it is in the file', async () => {
    const { threadId } = await say('Ada', 'Why not **two**?');
    await say('Bob', 'Indeed, @Ada.', threadId);
    await resolveThread(test.context, { id: threadId, isResolved: true, author: 'Bob' });
    expect((await read('Ada')).threads).toMatchObject([
      {
        ...{ cellId: 1, quote: '1 + 1', resolvedBy: 'Bob' },
        comments: [
          { author: 'Ada', isOwn: true, isUnread: false },
          { author: 'Bob', isOwn: false, isUnread: true, mentions: ['Ada'] },
        ],
      },
    ]);
    await say('Ada', 'Not yet.', threadId);
    expect((await read('Ada')).threads[0]?.resolvedBy).toBeNull();
    pass();
    await markCommentsRead(test.context, { notebookId, author: 'Ada' });
    const unread = async (name: string) =>
      (await read(name)).threads.flatMap((thread) => thread.comments.filter((one) => one.isUnread)).length;
    expect(await unread('Ada')).toBe(0);
    expect(await unread('Bob')).toBe(2);
    expect((await readNotebook(test.context, { id: notebookId })).html).toBe(file);
  });

  it('one changes and deletes what one wrote, and takes it back; nobody else does', async () => {
    const { commentId } = await say('Ada', 'First words');
    await expect(
      editComment(test.context, { id: commentId, text: 'Mine now', author: 'Bob' }),
    ).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('Ada wrote') });
    expect(await editComment(test.context, { id: commentId, text: 'Better words', author: 'Ada' })).toEqual({
      before: 'First words',
    });
    await deleteComment(test.context, { id: commentId, author: 'Ada' });
    const texts = async () =>
      (await read('Ada')).threads.flatMap((thread) => thread.comments).map(({ text }) => text);
    expect(await texts()).not.toContain('Better words');
    await restoreComment(test.context, { id: commentId, author: 'Ada' });
    expect(await texts()).toContain('Better words');
    const viewer = actingAs(test.system, { id: 'v', name: 'Vera', roles: ['viewer'] });
    await expect(addComment(viewer, { notebookId, cellId: 1, text: 'May I?' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('a mail goes to those who are called and have an address, once each', async () => {
    const at = test.system.now();
    await test.system.db
      .insert(users)
      .values({ id: 'grace', name: 'Grace Hopper', email: 'grace@example.org', createdAt: at });
    await say('Ada', '@Grace Hopper and @lin@example.org, please look. @Nobody too.');
    const sent = await test.system.db.select({ address: mailDeliveries.address }).from(mailDeliveries);
    expect(sent.map(({ address }) => address).sort()).toEqual(['grace@example.org', 'lin@example.org']);
    const [mail] = await test.system.db.query.mails.findMany();
    expect(mail?.subject).toBe('Bikes: Ada wants you to read a comment');
  });

  it('who has an account writes under its name, whatever name is chosen', async () => {
    const grace = actingAs(test.system, { id: 'grace', name: 'Grace Hopper', roles: ['editor'] });
    const { commentId } = await addComment(grace, { notebookId, cellId: 1, text: 'It is me', author: 'Ada' });
    const all = (await read('Ada')).threads.flatMap((thread) => thread.comments);
    expect(all.find(({ id }) => id === commentId)?.author).toBe('Grace Hopper');
    await expect(deleteComment(test.context, { id: commentId, author: 'Ada' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await test.system.db.delete(users).where(eq(users.id, 'grace'));
  });
});
