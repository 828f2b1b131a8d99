import { MailButton } from './mail-button';
import { Headline, MailPage, Paragraph } from './mail-page';
import { Section } from './mail-section';
import type { Notice } from './write-notice';

export function NoticeMail({ notice }: { readonly notice: Notice }) {
  const { about, headline, tone, paragraphs = [], sections = [], link } = notice;
  return (
    <MailPage preview={paragraphs[0] ?? headline}>
      <Headline about={about} tone={tone}>
        {headline}
      </Headline>
      {paragraphs.map((paragraph) => (
        <Paragraph key={paragraph}>{paragraph}</Paragraph>
      ))}
      {sections.map((section, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
        <Section key={i} section={section} name={headline} />
      ))}
      <MailButton {...link} />
    </MailPage>
  );
}
