'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button';
import styles from './dialog.module.css';

export interface DialogProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  description?: ReactNode;
  /** Buttons, the primary one last. */
  footer?: ReactNode;
  width?: number;
  /** A click beside it does not close it. */
  staysOpen?: boolean;
  children?: ReactNode;
}

/**
 * The focus begins where the person begins: in the first field, else on the primary act; never on Close. By touch no field is
 * focused: the keyboard would cover what the dialog says.
 */
function focusFirst(event: Event) {
  const dialog = event.currentTarget;
  if (!(dialog instanceof HTMLElement)) return;
  event.preventDefault();
  const isTouch = window.matchMedia('(pointer: coarse)').matches;
  const field = isTouch
    ? null
    : dialog.querySelector<HTMLElement>(
        'input:not(:disabled, [type="hidden"], [type="file"]), select:not(:disabled), textarea:not(:disabled)',
      );
  const acts = dialog.querySelectorAll<HTMLElement>('footer button:not(:disabled)');
  (field ?? acts[acts.length - 1] ?? dialog).focus();
  if (field instanceof HTMLInputElement && field.type === 'text') field.select();
}

const takesKeys = (target: EventTarget | null) =>
  target instanceof Element && target.closest('[data-takes-keys]') !== null;

/** What a dialog did is taken back from a toast, while the dialog goes on. */
const isInToast = (target: EventTarget | null) =>
  target instanceof Element && target.closest('[data-sonner-toaster]') !== null;

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  footer,
  width = 520,
  staysOpen = false,
  children,
}: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content
          className={styles.content}
          style={{ maxWidth: width }}
          onOpenAutoFocus={focusFirst}
          // What reads keys reads this one too.
          onEscapeKeyDown={(event) => takesKeys(event.target) && event.preventDefault()}
          onInteractOutside={(event) => (staysOpen || isInToast(event.target)) && event.preventDefault()}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <header className={styles.header}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close" icon={X} />
            </Radix.Close>
          </header>
          {description && <Radix.Description className={styles.description}>{description}</Radix.Description>}
          <div className={styles.body}>{children}</div>
          {footer && <footer className={styles.footer}>{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
