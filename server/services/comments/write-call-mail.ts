import { eq } from 'drizzle-orm';
import type { Context } from '../../context';
import { notebooks } from '../../db/schema';
import { type StoredLetter, storeLetter, writeNotice } from '../mails';

/** The mail to those whom a comment calls and who have an address; undefined where nobody has, or no mail leaves this server. */
export async function writeCallMail(
  context: Pick<Context, 'db' | 'mail' | 'storage' | 'config'>,
  call: {
    readonly notebookId: string;
    readonly cellId: number;
    readonly text: string;
    readonly author: string;
    readonly mentions: readonly string[];
    readonly people: readonly { readonly name: string; readonly email: string | null }[];
  },
): Promise<StoredLetter | undefined> {
  const { notebookId, cellId, text, author, mentions, people } = call;
  const recipients = mentions.flatMap((mention) => {
    const address = mention.includes('@') ? mention : people.find(({ name }) => name === mention)?.email;
    return address ? [address] : [];
  });
  if (recipients.length === 0 || !context.mail.sends) return undefined;
  const notebook = await context.db.query.notebooks.findFirst({
    where: eq(notebooks.id, notebookId),
    columns: { title: true },
  });
  if (!notebook) return undefined;
  const letter = await writeNotice({
    about: notebook.title,
    title: notebook.title,
    headline: `${author} wants you to read a comment`,
    tone: 'ok',
    // As it was typed: what others write is no markup of ours.
    paragraphs: text.split(/\n{2,}/),
    link: { label: 'Open the notebook', url: `${context.config.url}/notebooks/${notebookId}#cell-${cellId}` },
  });
  return storeLetter(context, letter, recipients);
}
