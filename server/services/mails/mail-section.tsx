import { Img, Link } from '@react-email/components';
import { colours, mono, serif } from './mail-style';
import type { MailSection, MailTable } from './section';

/** A part of a mail under its own title. Without a title of its own the picture is called `name`. */
export function Section({ section, name }: { readonly section: MailSection; readonly name: string }) {
  const { title, text, picture, table, link } = section;
  return (
    <>
      {title && <Title>{title}</Title>}
      {text?.split('\n').map((line, i) => (
        <p
          key={line}
          className="ink"
          style={{
            fontFamily: serif,
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
          alt={picture.alt ?? text ?? `${title ?? 'Chart'} (${name})`}
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
      {link && (
        <p style={{ margin: '6px 0 0', fontSize: 14, lineHeight: '21px' }}>
          <Link className="accent" style={{ color: colours.accent }} href={link.url}>
            {link.label}
          </Link>
        </p>
      )}
    </>
  );
}

function Table({ table }: { readonly table: MailTable }) {
  const cell = {
    padding: '6px 8px 6px 0',
    borderTop: `1px solid ${colours.line}`,
    verticalAlign: 'top',
    fontSize: 13,
    lineHeight: '19px',
  } as const;
  // Numbers line up at the right; the first column is what they are about.
  const isNumeric = table.header.map(
    (_, i) => i > 0 && table.rows.every((row) => /^(?:[\s\d.,%+−–()…-]|\bto\b)*$/.test(row[i] ?? '')),
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
