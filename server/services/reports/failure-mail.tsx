import { colours, mono } from '../mails';
import { MailButton } from '../mails/mail-button';
import { Headline, MailPage, Paragraph } from '../mails/mail-page';
import { Title } from '../mails/mail-section';
import type { Failure } from './report';

/** The mail of a run that failed: the error, and the end of its log. */
export function FailureMail({ failure }: { readonly failure: Failure }) {
  return (
    <MailPage preview={failure.error}>
      <Headline about={`${failure.title} · ${failure.at}`} tone="failed">
        {failure.headline}
      </Headline>
      <Paragraph>{failure.error}</Paragraph>
      <p
        className="muted"
        style={{ margin: '10px 0 0', fontSize: 14, lineHeight: '21px', color: colours.muted }}
      >
        {failure.attempts > 1 ? `It was tried ${failure.attempts} times. ` : ''}The schedule stays on; there
        is no report for this time.
      </p>
      {failure.log && (
        <>
          <Title>Log</Title>
          <pre
            className="ink line"
            style={{
              margin: '8px 0 0',
              padding: 12,
              border: `1px solid ${colours.line}`,
              borderRadius: 6,
              fontFamily: mono,
              fontSize: 12,
              lineHeight: '18px',
              whiteSpace: 'pre-wrap',
              wordBreak: 'break-word',
              color: colours.ink,
            }}
          >
            {failure.log}
          </pre>
        </>
      )}
      <MailButton label="Open the run" url={failure.executionUrl} />
    </MailPage>
  );
}
