import { Monitor, Moon, Smartphone, Sun } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import styles from './mails.module.css';

export type MailScheme = 'light' | 'dark';
/** Draws a mail's page in these colours, in a frame of this class. */
export type DrawMail = (how: { scheme: MailScheme; className: string | undefined }) => ReactNode;

/** A mail as its readers see it: at a desk or on a phone, light or dark, and in plain text where that is known. `draw`: where it has no address. */
export function MailView({
  title,
  text,
  ...mail
}: { title: string; text?: string } & ({ src: string } | { draw: DrawMail })) {
  const [view, setView] = useState<'desktop' | 'phone' | 'text'>('desktop');
  const [scheme, setScheme] = useState<MailScheme>('light');
  const choice = (isOn: boolean, onClick: () => void) => ({
    variant: isOn ? ('default' as const) : ('quiet' as const),
    'aria-pressed': isOn,
    onClick,
  });
  const className = view === 'phone' ? styles.phone : styles.desktop;
  return (
    <>
      <div className={styles.views}>
        <Button icon={Monitor} {...choice(view === 'desktop', () => setView('desktop'))}>
          Desktop
        </Button>
        <Button icon={Smartphone} {...choice(view === 'phone', () => setView('phone'))}>
          Phone
        </Button>
        {text !== undefined && (
          <Button {...choice(view === 'text', () => setView('text'))}>Plain text</Button>
        )}
        {view !== 'text' && (
          <Button
            icon={scheme === 'dark' ? Sun : Moon}
            variant="quiet"
            onClick={() => setScheme(scheme === 'dark' ? 'light' : 'dark')}
          >
            {scheme === 'dark' ? 'Light' : 'Dark'}
          </Button>
        )}
      </div>
      {view === 'text' ? (
        <pre className={styles.text}>{text}</pre>
      ) : 'draw' in mail ? (
        mail.draw({ scheme, className })
      ) : (
        <iframe className={className} sandbox="" src={`${mail.src}?scheme=${scheme}`} title={title} />
      )}
    </>
  );
}
