import { Monitor, Moon, Smartphone, Sun } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import styles from './mails.module.css';

/** A mail as its readers see it: at a desk or on a phone, light or dark, and in plain text where that is known. */
export function MailView({ src, title, text }: { src: string; title: string; text?: string }) {
  const [view, setView] = useState<'desktop' | 'phone' | 'text'>('desktop');
  const [scheme, setScheme] = useState<'light' | 'dark'>('light');
  const choice = (isOn: boolean, onClick: () => void) => ({
    variant: isOn ? ('default' as const) : ('quiet' as const),
    'aria-pressed': isOn,
    onClick,
  });
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
      ) : (
        <iframe
          className={view === 'phone' ? styles.phone : styles.desktop}
          sandbox=""
          src={`${src}?scheme=${scheme}`}
          title={title}
        />
      )}
    </>
  );
}
