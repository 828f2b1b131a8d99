'use client';

import { NotebookPen } from 'lucide-react';
import Link from 'next/link';
import { useLayoutEffect, useMemo } from 'react';
import { applyTheme, useTheme } from '@/components/shell/theme';
import { usePreferencesInFrame } from '@/components/shell/use-preferences-in-frame';
import { ButtonLink } from '@/components/ui/button-link';
import { Toaster } from '@/components/ui/toast';
import { AppFrame } from './app-frame';
import styles from './app-page.module.css';
import { memberSource } from './member-source';

/** The app of a notebook at its own address, for people of the workspace. */
export function AppPage({ id, revision }: { id: string; revision?: number }) {
  const theme = useTheme();
  const preferences = usePreferencesInFrame();
  const source = useMemo(() => memberSource(id, revision), [id, revision]);
  useLayoutEffect(applyTheme, []);
  return (
    <>
      <AppFrame
        source={source}
        theme={theme}
        preferences={preferences}
        lead={
          <Link href="/notebooks" className={styles.home} aria-label="Cellar, all notebooks">
            Cellar
          </Link>
        }
        acts={
          <ButtonLink href={`/notebooks/${id}`} icon={NotebookPen}>
            <span className={styles.word}>Notebook</span>
          </ButtonLink>
        }
      />
      <Toaster />
    </>
  );
}
