'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useLayoutEffect, useState } from 'react';
import { KeysDialog } from '@/components/settings/keys/keys-dialog';
import { Toaster } from '@/components/ui/toast';
import { CommandPalette } from './command-palette';
import { places } from './places';
import styles from './shell.module.css';
import { applyTheme } from './theme';

/** What stands around every page of the workspace: the rail, the palette, messages. */
export function Shell({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        // The server may well be this machine: what the browser thinks of the internet says nothing of it.
        defaultOptions: {
          queries: { retry: 1, staleTime: 2_000, networkMode: 'always' },
          mutations: { networkMode: 'always' },
        },
      }),
  );
  const path = usePathname();
  useLayoutEffect(applyTheme, []);
  return (
    <QueryClientProvider client={client}>
      <div className={styles.shell}>
        <a href="#main" className={styles.skip}>
          Skip to the content
        </a>
        <nav className={styles.rail} aria-label="Places">
          <Link href="/" prefetch={false} className={styles.brand} aria-label="Cellar, start page">
            <Mark />
            <span>Cellar</span>
          </Link>
          {places.map(({ label, href, icon: Icon }) => (
            <Link
              key={href}
              href={href}
              // Once pointed at: all places at once are two dozen requests beside those of the page that opens.
              prefetch={false}
              className={styles.place}
              aria-current={path === href || path.startsWith(`${href}/`) ? 'page' : undefined}
            >
              <Icon size={16} aria-hidden />
              <span>{label}</span>
            </Link>
          ))}
        </nav>
        <main id="main" className={styles.main}>
          {children}
        </main>
      </div>
      <CommandPalette />
      <KeysDialog />
      <Toaster above="calc(57px + env(safe-area-inset-bottom))" />
    </QueryClientProvider>
  );
}

/** A vault seen from its end: arch over barrel. */
const Mark = () => (
  <svg
    width="20"
    height="20"
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.8"
    aria-hidden
  >
    <path d="M2.5 17.5V9.5a7.5 7.5 0 0 1 15 0v8" strokeLinecap="round" />
    <circle cx="10" cy="12.5" r="4" />
    <circle cx="10" cy="12.5" r="0.9" fill="currentColor" stroke="none" />
  </svg>
);
