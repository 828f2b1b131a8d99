import { useMemo } from 'react';
import type { PreferencesInFrame } from '@/cells/bridge/preferences';
import { usePreferences } from './preferences';

/** What a notebook's frame is told of the person's preferences; the same object until one of them changes. */
export function usePreferencesInFrame(): PreferencesInFrame {
  const { codeSize, textSize, vim, keys } = usePreferences();
  return useMemo(
    () => ({
      ...{ codeSize, textSize, vim },
      keys: Object.fromEntries(Object.entries(keys).map(([act, held]) => [act, [...held]])),
    }),
    [codeSize, textSize, vim, keys],
  );
}
