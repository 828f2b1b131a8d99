import Link from 'next/link';
import type { ReactNode } from 'react';
import styles from './page-header.module.css';

export interface Crumb {
  label: string;
  href: string;
}

export function PageHeader({
  title,
  crumbs = [],
  actions,
  detail,
}: {
  title: ReactNode;
  crumbs?: readonly Crumb[];
  actions?: ReactNode;
  detail?: ReactNode;
}) {
  return (
    <header className={styles.header}>
      <div className={styles.words}>
        {crumbs.length > 0 && (
          <nav aria-label="Breadcrumb" className={styles.crumbs}>
            {crumbs.map((crumb) => (
              <span key={crumb.href}>
                <Link href={crumb.href}>{crumb.label}</Link>
                <span aria-hidden> / </span>
              </span>
            ))}
          </nav>
        )}
        <h1 className={styles.title}>{title}</h1>
        {detail && <div className={styles.detail}>{detail}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}

/** The reading width of ordinary pages. */
export const Page = ({ children, wide }: { children: ReactNode; wide?: boolean }) => (
  <div className={wide ? styles.widePage : styles.page}>{children}</div>
);

export function Section({
  title,
  actions,
  children,
}: {
  title: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.section}>
      <div className={styles.sectionHeader}>
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
