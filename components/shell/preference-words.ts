import type { Preferences } from './preferences';

export const themeWords: Readonly<Record<Preferences['theme'], string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

export const runModeWords: Readonly<Record<Preferences['runMode'], string>> = {
  auto: 'By themselves',
  lazy: 'When looked at',
  manual: 'When asked',
};
