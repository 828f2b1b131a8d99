import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import styles from './button.module.css';

export type ButtonVariant = 'primary' | 'default' | 'quiet' | 'danger';

interface Look {
  variant?: ButtonVariant;
  icon?: LucideIcon;
  /** Shown instead of the icon, and the button is disabled. */
  busy?: boolean;
}

export function Button({
  variant = 'default',
  icon: Icon,
  busy,
  children,
  className,
  disabled,
  ...rest
}: ComponentProps<'button'> & Look) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={`${styles.button} ${styles[variant]} ${className ?? ''}`}
    >
      {busy ? <span className={styles.spinner} aria-hidden /> : Icon && <Icon size={16} aria-hidden />}
      {children}
    </button>
  );
}

export function IconButton({
  label,
  icon: Icon,
  className,
  ...rest
}: ComponentProps<'button'> & { label: string; icon: LucideIcon }) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      {...rest}
      className={`${styles.iconButton} ${className ?? ''}`}
    >
      <Icon size={16} aria-hidden />
    </button>
  );
}
