import { colours } from '../mails';
import { MailButton } from '../mails/mail-button';
import { Headline, MailPage, Paragraph } from '../mails/mail-page';
import { Section, Title } from '../mails/mail-section';
import { changedFigures } from './compare-figures';
import { type Report, subjectOf } from './report';

const small = { fontSize: 13, lineHeight: '20px' } as const;

/** The mail of a finished run: the verdict, what changed, the chosen outputs, the checks, one link. */
export function ReportMail({ report }: { readonly report: Report }) {
  const { tone, headline, title, at, isFirst, changes, cautions, figures, notes } = report;
  return (
    <MailPage preview={[...changes, headline].join(' ')} isFile={report.isFile}>
      <Headline about={`${title} · ${at}`} tone={tone}>
        {headline}
      </Headline>
      <Paragraph>
        {isFirst
          ? 'This is the first report.'
          : changes.length > 0
            ? `Since the last report: ${changes.join(' ')}`
            : figures.length > 0
              ? 'No check turned since the last report.'
              : 'Nothing changed since the last report.'}
      </Paragraph>
      {cautions.map((caution) => (
        <p
          key={caution}
          className="problems"
          style={{ margin: '10px 0 0', fontSize: 14, lineHeight: '21px', color: colours.problems }}
        >
          ▲ {caution}
        </p>
      ))}
      {figures.length > 0 && <Section section={changedFigures(figures)} name={headline} />}
      {report.sections.map((section, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
        <Section key={i} section={section} name={subjectOf(title, headline)} />
      ))}
      {report.checks.length > 0 && <Checks report={report} />}
      {notes.map((note) => (
        <p key={note} className="muted" style={{ margin: '14px 0 0', ...small, color: colours.muted }}>
          {note}
        </p>
      ))}
      <MailButton label="Open the run" url={report.executionUrl} />
    </MailPage>
  );
}

function Checks({ report }: { readonly report: Report }) {
  const cell = {
    padding: '7px 10px 7px 0',
    borderTop: `1px solid ${colours.line}`,
    verticalAlign: 'top',
    textAlign: 'left',
    fontSize: 14,
    lineHeight: '21px',
    fontWeight: 400,
  } as const;
  return (
    <>
      <Title>Checks</Title>
      <table
        width="100%"
        cellPadding={0}
        cellSpacing={0}
        style={{ borderCollapse: 'collapse', marginTop: 8 }}
      >
        <tbody>
          {report.checks.map((check) => {
            const tone = check.ok ? 'ok' : check.severity === 'critical' ? 'failed' : 'problems';
            return (
              <tr key={check.name}>
                <td
                  className={`line ${tone}`}
                  style={{ ...cell, width: 78, whiteSpace: 'nowrap', fontWeight: 600, color: colours[tone] }}
                >
                  {check.ok ? '✓ passed' : '▲ fails'}
                </td>
                <td className="line ink" style={{ ...cell, color: colours.ink }}>
                  <strong style={{ fontWeight: 600 }}>{check.name}</strong>
                  {check.detail && (
                    <>
                      <br />
                      <span className="muted" style={{ color: colours.muted }}>
                        {check.detail}
                        {check.since && ` · since ${check.since}`}
                      </span>
                    </>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
