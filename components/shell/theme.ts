'use client';

import { useSyncExternalStore } from 'react';
import { followPreferences, preferences } from './preferences';

export type Theme = 'light' | 'dark';

const changed = new EventTarget();
const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)');

/** Sets the theme on the page; needed again where React drew the page anew, as it does for an unknown address. */
export function applyTheme(): void {
  const { theme } = preferences();
  const { dataset } = document.documentElement;
  const next = theme === 'system' ? (systemIsDark().matches ? 'dark' : 'light') : theme;
  if (dataset.theme === next) return;
  dataset.theme = next;
  changed.dispatchEvent(new Event('change'));
}

function subscribe(listener: () => void): () => void {
  const media = systemIsDark();
  // Of this subscriber: the others keep theirs when it goes.
  const apply = () => applyTheme();
  media.addEventListener('change', apply);
  const stop = followPreferences(apply);
  changed.addEventListener('change', listener);
  return () => {
    media.removeEventListener('change', apply);
    stop();
    changed.removeEventListener('change', listener);
  };
}

/** The theme that shows now; notebook pages hand it on to their frame. */
export const useTheme = (): Theme =>
  useSyncExternalStore(
    subscribe,
    () => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'),
    () => 'light',
  );
