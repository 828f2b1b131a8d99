import { runModeWords, themeWords } from './preference-words';
import {
  changePreferences,
  codeSizes,
  type Preferences,
  runModes,
  textSizes,
  themes,
  usual,
} from './preferences';

/** Each preference as the palette offers it: what it would become, in words. */
export interface PreferenceEntry {
  readonly label: string;
  readonly change: Partial<Preferences>;
}

/** What differs from how it is now. */
export function preferenceEntries(now: Preferences): readonly PreferenceEntry[] {
  return [
    ...themes
      .filter((theme) => theme !== now.theme)
      .map((theme) => ({ label: `Theme: ${themeWords[theme].toLowerCase()}`, change: { theme } })),
    ...sizes('Text', 'textSize', textSizes, now),
    ...sizes('Code', 'codeSize', codeSizes, now),
    now.vim
      ? { label: 'Turn Vim keys off', change: { vim: false } }
      : { label: 'Turn Vim keys on', change: { vim: true } },
    ...runModes
      .filter((mode) => mode !== now.runMode)
      .map((runMode) => ({
        label: `Cells of new notebooks run ${runModeWords[runMode].toLowerCase()}`,
        change: { runMode },
      })),
  ];
}

function sizes(
  word: string,
  name: 'textSize' | 'codeSize',
  among: readonly number[],
  now: Preferences,
): PreferenceEntry[] {
  const larger = among.find((size) => size > now[name]);
  const smaller = among.findLast((size) => size < now[name]);
  return [
    ...(larger === undefined ? [] : [{ label: `${word} larger: ${larger} px`, change: { [name]: larger } }]),
    ...(smaller === undefined
      ? []
      : [{ label: `${word} smaller: ${smaller} px`, change: { [name]: smaller } }]),
    ...(now[name] === usual[name]
      ? []
      : [{ label: `${word} at its usual size`, change: { [name]: usual[name] } }]),
  ];
}

export const choosePreference = ({ change }: PreferenceEntry): void => changePreferences(change);
