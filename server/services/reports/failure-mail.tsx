import { colours, mono, serif } from '../mails';
import { MailPage } from '../mails/mail-page';
import type { Failure } from './report';
import { Title } from './report-mail';

/** The mail of a run that failed: the error, and the end of its log. */
export function FailureMail({ failure }: { readonly failure: Failure }) {
  return (
    <MailPage preview={failure.error} link={{ label: 'Open the run', url: failure.executionUrl }}>
      <p className="muted" style={{ margin: 0, fontSize: 13, lineHeight: '20px', color: colours.muted }}>
        {failure.title} · {failure.at}
      </p>
      <h1
        className="headline failed"
        style={{ margin: '6px 0 0', fontSize: 26, lineHeight: 1.25, fontWeight: 650, color: colours.failed }}
      >
        ✕ The run failed
      </h1>
      <p
        className="ink"
        style={{
          margin: '14px 0 0',
          fontFamily: serif,
          fontSize: 17,
          lineHeight: '27px',
          color: colours.ink,
        }}
      >
        {failure.error}
      </p>
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
    </MailPage>
  );
}
