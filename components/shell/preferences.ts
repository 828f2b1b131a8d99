'use client';

import { useSyncExternalStore } from 'react';

/** What a person wants, in this browser. Notebooks keep what is about them in their file. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  /** Sizes of type in notebooks, in CSS pixels. */
  readonly codeSize: number;
  readonly textSize: number;
  /** Code is edited as in Vim. */
  readonly vim: boolean;
  /** When cells of a new notebook run. */
  readonly runMode: 'auto' | 'lazy' | 'manual';
  /** Keys of a notebook's acts where they are not the usual ones. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

export const usual: Preferences = {
  ...{ theme: 'system', codeSize: 13, textSize: 17, vim: false, runMode: 'auto', keys: {} },
};

export const themes = ['system', 'light', 'dark'] as const;
export const runModes = ['auto', 'lazy', 'manual'] as const;
/** The frame takes no others: `sizesOfType` of the bridge; a test holds both together. */
export const codeSizes = [10, 11, 12, 13, 14, 15, 16, 18, 20, 22] as const;
export const textSizes = [13, 14, 15, 16, 17, 18, 19, 20, 22, 24, 26] as const;

const oneOf =
  <T>(choices: readonly T[]) =>
  (value: unknown) =>
    choices.find((choice) => choice === value);

/** What was kept may be of another version, or of another hand: what does not fit is not taken. */
const readers: { readonly [N in keyof Preferences]: (value: unknown) => Preferences[N] | undefined } = {
  theme: oneOf(themes),
  codeSize: oneOf<number>(codeSizes),
  textSize: oneOf<number>(textSizes),
  vim: oneOf([true, false]),
  runMode: oneOf(runModes),
  keys: readKeys,
};

function readKeys(value: unknown): Preferences['keys'] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const isKeys = (list: unknown): list is string[] =>
    Array.isArray(list) &&
    list.length <= 8 &&
    list.every((key) => typeof key === 'string' && key.length > 0 && key.length <= 60);
  return Object.fromEntries(
    Object.entries(value).flatMap(([act, list]) => (isKeys(list) && act.length <= 100 ? [[act, list]] : [])),
  );
}

const names = Object.keys(readers) as readonly (keyof Preferences)[]; // the keys of exactly this table
const placeOf = (name: string) => `cellar.${name}`;

/** `storage`: what the browser keeps, in which there may be anything. */
export function parsePreferences(storage: Pick<Storage, 'getItem'>): Preferences {
  const read = <N extends keyof Preferences>(name: N): Preferences[N] => {
    const text = storage.getItem(placeOf(name));
    return (text === null ? undefined : readers[name](parse(text))) ?? usual[name];
  };
  return {
    ...{ theme: read('theme'), codeSize: read('codeSize'), textSize: read('textSize') },
    ...{ vim: read('vim'), runMode: read('runMode'), keys: read('keys') },
  };
}

/** Words stand there bare: the page's first script reads the theme. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

let current: Preferences | undefined;
const listeners = new Set<() => void>();

function become(next: Preferences): void {
  current = next;
  for (const listener of [...listeners]) listener();
}

export function preferences(): Preferences {
  if (!current) {
    try {
      current = parsePreferences(localStorage);
    } catch {
      current = usual; // a browser may refuse storage
    }
  }
  return current;
}

/** Holds at once, in every open tab. What is as usual is not kept. */
export function changePreferences(change: Partial<Preferences>): void {
  become({ ...preferences(), ...change });
  for (const name of names) {
    const value = change[name];
    if (value === undefined) continue;
    const isUsual = JSON.stringify(value) === JSON.stringify(usual[name]);
    try {
      if (isUsual) localStorage.removeItem(placeOf(name));
      else localStorage.setItem(placeOf(name), typeof value === 'string' ? value : JSON.stringify(value));
    } catch {
      // It holds for this visit.
    }
  }
}

/** Another tab changed them. */
const heardElsewhere = ({ key }: StorageEvent) => {
  if (key === null || names.some((name) => placeOf(name) === key)) become(parsePreferences(localStorage));
};

export function followPreferences(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', heardElsewhere);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', heardElsewhere);
  };
}

export const usePreferences = (): Preferences =>
  useSyncExternalStore(followPreferences, preferences, () => usual);
