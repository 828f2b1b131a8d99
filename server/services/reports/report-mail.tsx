import { Img } from '@react-email/components';
import { colours, mono, serif } from '../mails';
import { MailPage } from '../mails/mail-page';
import type { OutputTable } from './read-output';
import { type Report, type ReportSection, subjectOf } from './report';

const small = { fontSize: 13, lineHeight: '20px' } as const;
const prose = { fontFamily: serif, fontSize: 17, lineHeight: '27px' } as const;

/** The mail of a finished run: the verdict, what changed, the chosen outputs, the checks. */
export function ReportMail({ report }: { readonly report: Report }) {
  const tone = report.tone;
  return (
    <MailPage
      preview={[...report.changes, report.headline].join(' ')}
      link={{ label: 'Open the run', url: report.executionUrl }}
    >
      <p className="muted" style={{ ...small, margin: 0, color: colours.muted }}>
        {report.title} · {report.at}
      </p>
      <h1
        className={`headline ${tone}`}
        style={{
          margin: '6px 0 0',
          fontSize: 26,
          lineHeight: 1.25,
          fontWeight: 650,
          letterSpacing: '-0.01em',
          color: colours[tone],
        }}
      >
        {tone === 'ok' ? '✓' : '▲'} {capitalize(report.headline)}
      </h1>
      <p className="ink" style={{ ...prose, margin: '14px 0 0', color: colours.ink }}>
        {report.isFirst
          ? 'This is the first report.'
          : report.changes.length > 0
            ? `Since the last report: ${report.changes.join(' ')}`
            : 'Nothing changed since the last report.'}
      </p>
      {report.sections.map((section, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
        <Section key={i} section={section} report={report} />
      ))}
      {report.checks.length > 0 && <Checks report={report} />}
    </MailPage>
  );
}

function Section({ section, report }: { readonly section: ReportSection; readonly report: Report }) {
  const { title, text, picture, table } = section;
  return (
    <>
      {title && <Title>{title}</Title>}
      {text?.split('\n').map((line, i) => (
        <p
          key={line}
          className="ink"
          style={{
            ...prose,
            fontSize: 16,
            lineHeight: '25px',
            margin: title || i > 0 ? '6px 0 0' : '24px 0 0',
            color: colours.ink,
          }}
        >
          {line}
        </p>
      ))}
      {table && <Table table={table} />}
      {picture && (
        <Img
          src={`cid:${picture.id}`}
          alt={picture.alt ?? text ?? `${title ?? 'Chart'} (${subjectOf(report.title, report.headline)})`}
          width={Math.min(picture.width, 552)}
          style={{
            display: 'block',
            width: '100%',
            maxWidth: Math.min(picture.width, 552),
            height: 'auto',
            margin: '12px 0 0',
            borderRadius: 6,
          }}
        />
      )}
    </>
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

function Table({ table }: { readonly table: OutputTable }) {
  const cell = {
    padding: '6px 8px 6px 0',
    borderTop: `1px solid ${colours.line}`,
    verticalAlign: 'top',
    fontSize: 13,
    lineHeight: '19px',
  } as const;
  // Numbers line up at the right; the first column is what they are about.
  const isNumeric = table.header.map(
    (_, i) => i > 0 && table.rows.every((row) => /^[\s\d.,%+−–()…-]*$/.test(row[i] ?? '')),
  );
  const align = (i: number) => (isNumeric[i] ? ('right' as const) : ('left' as const));
  return (
    <table width="100%" cellPadding={0} cellSpacing={0} style={{ borderCollapse: 'collapse', marginTop: 10 }}>
      <thead>
        <tr>
          {table.header.map((label, i) => (
            <th
              key={label}
              className="muted"
              style={{
                ...cell,
                borderTop: 'none',
                textAlign: align(i),
                fontWeight: 500,
                color: colours.muted,
              }}
            >
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, r) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
          <tr key={r}>
            {row.map((value, i) => (
              <td
                // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
                key={i}
                className="line ink"
                style={{
                  ...cell,
                  textAlign: align(i),
                  color: colours.ink,
                  ...(isNumeric[i] ? { fontFamily: mono, fontSize: 12 } : {}),
                }}
              >
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Title({ children }: { readonly children: string }) {
  return (
    <h2
      className="ink"
      style={{ margin: '30px 0 0', fontSize: 17, lineHeight: '24px', fontWeight: 600, color: colours.ink }}
    >
      {children}
    </h2>
  );
}

const capitalize = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
