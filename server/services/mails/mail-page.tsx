import { Body, Container, Head, Html, Link, Preview } from '@react-email/components';
import type { ReactNode } from 'react';
import { unsubscribePlaceholder } from './letter';
import { colours, darkMode, sans } from './mail-style';

/** The sheet that every mail is written on: 600 px, one column, one link back. */
export function MailPage(props: {
  readonly preview: string;
  /** The one link back. */
  readonly link: { readonly label: string; readonly url: string };
  readonly children: ReactNode;
}) {
  const link = { color: colours.accent, textDecoration: 'underline' };
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{darkMode}</style>
      </Head>
      <Preview>{props.preview}</Preview>
      <Body
        className="paper"
        style={{ margin: 0, padding: 0, backgroundColor: colours.paper, fontFamily: sans }}
      >
        <Container
          className="page paper ink"
          style={{
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
              margin: '32px 0 0',
              paddingTop: 14,
              borderTop: `1px solid ${colours.line}`,
              fontSize: 14,
              lineHeight: '22px',
              color: colours.muted,
            }}
          >
            <Link className="accent" style={{ ...link, fontWeight: 600 }} href={props.link.url}>
              {props.link.label}
            </Link>
            {' · '}
            <Link
              className="muted"
              style={{ ...link, color: colours.muted, whiteSpace: 'nowrap' }}
              href={unsubscribePlaceholder}
            >
              Unsubscribe
            </Link>
          </p>
        </Container>
      </Body>
    </Html>
  );
}
