import type { PreferencesInFrame } from '@/cells/bridge/preferences';
import { usualPreferences } from '@/cells/bridge/preferences';
import type { FollowedPreferences } from '@/components/notebook/services';

export interface ToldPreferences extends FollowedPreferences {
  /** The page says what the person wants now. */
  set(next: PreferencesInFrame): void;
}

/** What the person wants: sizes of type hold for the whole document at once, the rest where it is asked for. */
export function followPreferences(
  { style }: HTMLElement,
  told: PreferencesInFrame = usualPreferences,
): ToldPreferences {
  let current = told;
  const listeners = new Set<() => void>();
  const draw = () => {
    style.setProperty('--code-size', `${current.codeSize}px`);
    // Whole pixels, so that lines of code stand sharp at any size.
    style.setProperty('--code-line', `${Math.round(current.codeSize * lineOfCode)}px`);
    style.setProperty('--text-size', `${current.textSize}px`);
  };
  draw();
  return {
    get: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(next) {
      current = next;
      draw();
      for (const listener of [...listeners]) listener();
    },
  };
}

/** As in components/ui/tokens.css: 13 px stand on lines of 20 px. */
const lineOfCode = 20 / 13;
