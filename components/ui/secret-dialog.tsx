import type { ReactNode } from 'react';
import { Button } from './button';
import { CopyButton } from './copy-button';
import { Dialog } from './dialog';
import styles from './secret-dialog.module.css';

/** Shows this once what cannot be shown again: each part by its name, with a button that copies it. A click beside it does not end it. */
export function SecretDialog({
  title,
  description,
  secrets,
  children,
  onDone,
}: {
  title: string;
  description: string;
  /** Names of parts and what they are, of each secret. */
  secrets: readonly Readonly<Record<string, string>>[];
  children?: ReactNode;
  onDone(): void;
}) {
  return (
    <Dialog
      open
      width={640}
      staysOpen
      onOpenChange={(open) => !open && onDone()}
      title={title}
      description={description}
      footer={
        <Button variant="primary" onClick={onDone}>
          I have kept it
        </Button>
      }
    >
      {secrets.map((parts) => (
        <dl key={Object.values(parts).join()}>
          {Object.entries(parts).map(([name, text]) => (
            <div key={name} className={styles.part}>
              <dt>{name}</dt>
              <dd>
                <code>{text}</code>
                <CopyButton text={text} label={`Copy ${name.toLowerCase()}`} />
              </dd>
            </div>
          ))}
        </dl>
      ))}
      {children}
    </Dialog>
  );
}
