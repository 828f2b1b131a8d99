'use client';

import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

const key = 'cellar.theme';
const changed = new EventTarget();
const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)');

export function themeChoice(): ThemeChoice {
  const stored = localStorage.getItem(key);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') localStorage.removeItem(key);
  else localStorage.setItem(key, choice);
  applyTheme();
}

/** Sets the theme on the page; needed again where React drew the page anew, as it does for an unknown address. */
export function applyTheme(): void {
  const choice = themeChoice();
  document.documentElement.dataset.theme =
    choice === 'system' ? (systemIsDark().matches ? 'dark' : 'light') : choice;
  changed.dispatchEvent(new Event('change'));
}

function subscribe(listener: () => void): () => void {
  const media = systemIsDark();
  media.addEventListener('change', applyTheme);
  changed.addEventListener('change', listener);
  return () => {
    media.removeEventListener('change', applyTheme);
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

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, themeChoice, () => 'system');
