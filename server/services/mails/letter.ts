import { createHash } from 'node:crypto';
import PostalMime from 'postal-mime';
import type { Context } from '../../context';
import type { MailAttachment, MailPicture } from '../../mail/mail';
import { unsubscribePath } from './unsubscribe-token';

/** A mail before it is anybody's: what everybody who gets it reads. */
export interface Letter {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly pictures?: readonly MailPicture[];
  readonly attachments?: readonly MailAttachment[];
}

/** Stands in letters where each reader's own address for unsubscribing goes. */
export const unsubscribePlaceholder = 'https://unsubscribe.invalid/';

/** The letter's bytes as the outbox keeps them. */
export const renderLetter = (
  context: Pick<Context, 'mail'>,
  letter: Letter,
  to: readonly string[],
): Promise<Uint8Array> => context.mail.render({ ...letter, pictures: letter.pictures ?? [], to });

/**
 * The letter as one reader gets it: To, links for unsubscribing (RFC 2369, and by one click RFC 8058), and a Message-ID that is the
 * same however often it is tried, so that a copy sent twice by a crash is known for one.
 */
export async function addressLetter(
  context: Pick<Context, 'mail' | 'config'>,
  eml: Uint8Array,
  {
    mailId,
    topic,
    address,
  }: { readonly mailId: string; readonly topic: string | null; readonly address: string },
): Promise<Uint8Array> {
  const letter = await PostalMime.parse(eml);
  const link = topic ? context.config.url + unsubscribePath(context.config, { topic, address }) : '';
  const personal = (text: string | undefined) => (text ?? '').replaceAll(unsubscribePlaceholder, link);
  const who = createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 12);
  const files = letter.attachments.map(({ content, ...file }) => ({
    ...file,
    bytes: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
  }));
  return context.mail.render({
    to: [address],
    subject: letter.subject ?? '',
    html: personal(letter.html),
    text: personal(letter.text),
    messageId: `<${mailId}.${who}@${new URL(context.config.url).hostname}>`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(link && {
        'List-Unsubscribe': `<${link}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
    pictures: files
      .filter(({ disposition }) => disposition === 'inline')
      .map(({ contentId, filename, mimeType, bytes }) => ({
        ...{ bytes, contentType: mimeType },
        id: (contentId ?? '').replace(/^<|>$/g, ''),
        fileName: filename ?? 'picture.png',
      })),
    attachments: files
      .filter(({ disposition }) => disposition !== 'inline')
      .map(({ filename, mimeType, bytes }) => ({
        fileName: filename ?? 'file',
        contentType: mimeType,
        bytes,
      })),
  });
}
