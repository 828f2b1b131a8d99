/** The script of `app.html`: a notebook by link, on a page of its own (`/apps/<token>`) or in another site (`/embed/<token>`). */
import '@/components/ui/tokens.css';
import './app-host.css';
import { useMemo, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { Toaster } from '@/components/ui/toast';
import { readTheme } from './address-words';
import { AppFrame } from './app-frame';
import { linkSource } from './link-source';
import type { AppState } from './open-app';

const [, place = '', token = ''] = location.pathname.split('/');
const isEmbedded = place === 'embed';
const dark = matchMedia('(prefers-color-scheme: dark)');
const wanted = readTheme(location.search);

function Page() {
  const isDark = useSyncExternalStore(
    (listener) => {
      dark.addEventListener('change', listener);
      return () => dark.removeEventListener('change', listener);
    },
    () => dark.matches,
  );
  const theme = wanted ?? (isDark ? 'dark' : 'light');
  document.documentElement.dataset.theme = theme;
  const source = useMemo(() => linkSource(token, isEmbedded), []);
  return (
    <>
      <AppFrame
        source={source}
        theme={theme}
        isEmbedded={isEmbedded}
        onState={isEmbedded ? tellHeight : undefined}
      />
      <Toaster />
    </>
  );
}

/** CSS pixels of what stands in the place of an app that cannot be shown. */
const heightOfWords = 220;
let told = 0;

/** Tells the page around how tall it would have to be. Who that may be is said by the link: no other page could show this one. */
function tellHeight({ phase, height }: AppState): void {
  const now = phase === 'ended' ? heightOfWords : phase === 'running' ? height : undefined;
  if (now === undefined || now === told || parent === window) return;
  told = now;
  parent.postMessage({ type: 'cellar:height', height: now }, location.ancestorOrigins?.[0] ?? '*');
}

const root = document.getElementById('app');
if (root) createRoot(root).render(<Page />);
