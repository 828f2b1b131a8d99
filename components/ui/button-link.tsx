import type { LucideIcon } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { ButtonVariant } from './button';
import styles from './button.module.css';

/** A link that looks like a button. Pages only: the frame has no router. */
export function ButtonLink({
  variant = 'default',
  icon: Icon,
  href,
  children,
}: {
  variant?: ButtonVariant;
  icon?: LucideIcon;
  href: string;
  children: ReactNode;
}) {
  return (
    <Link href={href} className={`${styles.button} ${styles[variant]}`}>
      {Icon && <Icon size={16} aria-hidden />}
      {children}
    </Link>
  );
}
