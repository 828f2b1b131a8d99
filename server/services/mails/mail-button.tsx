import { Link } from '@react-email/components';
import { colours } from './mail-style';

/** The one link of a mail, large enough for a thumb. A table, for Outlook pads no link. */
export function MailButton({ label, url }: { readonly label: string; readonly url: string }) {
  return (
    <table cellPadding={0} cellSpacing={0} style={{ marginTop: 28 }}>
      <tbody>
        <tr>
          <td className="button" style={{ borderRadius: 6, backgroundColor: colours.accent }}>
            <Link
              className="on-accent"
              href={url}
              style={{
                display: 'inline-block',
                padding: '11px 20px',
                fontSize: 15,
                lineHeight: '20px',
                fontWeight: 600,
                color: '#ffffff',
                textDecoration: 'none',
              }}
            >
              {label}
            </Link>
          </td>
        </tr>
      </tbody>
    </table>
  );
}
