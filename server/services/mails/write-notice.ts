import { createElement } from 'react';
import type { MailPicture } from '../../mail/mail';
import { type Letter, unsubscribePlaceholder } from './letter';
import { glyphs } from './mail-style';
import { type MailSection, subjectOf } from './section';
import { sectionText } from './section-text';

/** A mail that tells one thing and leads to one page: alerts, digests, questions to a person. */
export interface Notice {
  /** What it is about, small above the headline, e.g. "bike-demand · 5 January 2026, 07:00". */
  readonly about: string;
  /** Stands before the headline in the subject. */
  readonly title: string;
  readonly headline: string;
  readonly tone: 'ok' | 'problems' | 'failed';
  readonly paragraphs?: readonly string[];
  readonly sections?: readonly MailSection[];
  readonly pictures?: readonly MailPicture[];
  /** A page, opened by a reader who may then act there: never an act by itself. */
  readonly link: { readonly label: string; readonly url: string };
}

export async function writeNotice(notice: Notice): Promise<Letter> {
  // The components of mails take a third of a second to load, so only a process that writes one loads them.
  const { NoticeMail } = await import('./notice-mail');
  const { render } = await import('@react-email/render');
  return {
    subject: subjectOf(notice.title, notice.headline),
    html: await render(createElement(NoticeMail, { notice })),
    text: noticeText(notice),
    pictures: notice.pictures,
  };
}

const noticeText = ({ about, headline, tone, paragraphs = [], sections = [], link }: Notice): string =>
  [
    about,
    '',
    `${glyphs[tone]} ${headline}`,
    ...paragraphs.flatMap((paragraph) => ['', paragraph]),
    ...sections.flatMap(sectionText),
    '',
    `${link.label}: ${link.url}`,
    `Unsubscribe: ${unsubscribePlaceholder}`,
    '',
  ].join('\n');
