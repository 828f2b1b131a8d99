import { z } from 'zod';
import type { MailPicture } from '../../mail/mail';
import { unsubscribePlaceholder } from './letter';

/** The picture's bytes as an address. */
export const toDataUrl = ({ bytes, contentType = 'image/png' }: MailPicture): string =>
  `data:${contentType};base64,${Buffer.from(bytes).toString('base64')}`;

export const colourScheme = z.enum(['light', 'dark']);

/** A mail's HTML as a page: its pictures (by content id, as URLs) put in, in the colours asked for rather than those of the screen. */
export function showLetter(
  html: string,
  {
    pictures,
    scheme,
  }: { readonly pictures: ReadonlyMap<string, string>; readonly scheme?: z.infer<typeof colourScheme> },
): string {
  const coloured = scheme
    ? html.replaceAll(
        '@media (prefers-color-scheme: dark)',
        scheme === 'dark' ? '@media all' : '@media not all',
      )
    : html;
  return coloured
    .replaceAll(unsubscribePlaceholder, '#')
    .replace(
      /(["'])cid:([^"']+)\1/g,
      (_, quote, contentId) => `${quote}${pictures.get(contentId) ?? ''}${quote}`,
    );
}
