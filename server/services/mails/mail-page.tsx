import { Body, Container, Head, Html, Link, Preview } from '@react-email/components';
import type { ReactNode } from 'react';
import { unsubscribePlaceholder } from './letter';
import { colours, darkMode, glyphs, sans, serif } from './mail-style';

/** The sheet that every mail is written on: one column of 600 px, the way out at its end. */
export function MailPage(props: {
  readonly preview: string;
  /** A file or on paper: nobody can leave what was not sent to them. */
  readonly isFile?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <Html lang="en">
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
        <style>{darkMode}</style>
      </Head>
      <Preview>{props.preview}</Preview>
      <Body
        className="paper"
        style={{ margin: 0, padding: 0, backgroundColor: colours.paper, fontFamily: sans }}
      >
        {/* Outlook for Windows knows no max-width: it takes the attribute. */}
        <Container
          width={600}
          className="page paper ink"
          style={{
            width: '100%',
            maxWidth: 600,
            margin: '0 auto',
            padding: '28px 24px 36px',
            color: colours.ink,
            backgroundColor: colours.paper,
          }}
        >
          {props.children}
          <p
            className="muted line"
            style={{
              margin: '28px 0 0',
              paddingTop: 12,
              borderTop: `1px solid ${colours.line}`,
              fontSize: 13,
              lineHeight: '20px',
              color: colours.muted,
            }}
          >
            {props.isFile ? (
              'Written by Cellar.'
            ) : (
              <>
                Sent by Cellar.{' '}
                <Link
                  className="muted"
                  style={{ color: colours.muted, textDecoration: 'underline' }}
                  href={unsubscribePlaceholder}
                >
                  Unsubscribe
                </Link>
              </>
            )}
          </p>
        </Container>
      </Body>
    </Html>
  );
}

/** What the mail comes to, and under what name and when. */
export function Headline(props: {
  readonly about: string;
  readonly tone: keyof typeof glyphs;
  readonly children: string;
}) {
  const { about, tone, children } = props;
  return (
    <>
      <p className="muted" style={{ margin: 0, fontSize: 13, lineHeight: '20px', color: colours.muted }}>
        {about}
      </p>
      <h1
        className={`headline ${tone}`}
        style={{
          margin: '6px 0 0',
          fontSize: 26,
          lineHeight: '33px',
          fontWeight: 650,
          letterSpacing: '-0.01em',
          color: colours[tone],
        }}
      >
        {glyphs[tone]} {children.charAt(0).toUpperCase() + children.slice(1)}
      </h1>
    </>
  );
}

export function Paragraph({ children }: { readonly children: ReactNode }) {
  return (
    <p
      className="ink"
      style={{ margin: '14px 0 0', fontFamily: serif, fontSize: 17, lineHeight: '27px', color: colours.ink }}
    >
      {children}
    </p>
  );
}
