import { useMemo } from 'react';
import { printedKeyOf } from '@/components/notebook/keymap';
import { keys } from '@/components/notebook/keys';
import { usePaletteGroups } from '@/components/shell/palette-entries';
import { usePreferences } from '@/components/shell/preferences';
import type { NotebookSession, SessionState } from './notebook-session';

/** What the palette offers of an open notebook: whatever its keys do, and the way to each heading and name. */
export function useNotebookPalette(
  session: NotebookSession | undefined,
  state: SessionState | undefined,
): void {
  const outline = state?.outline;
  const { keys: chosen } = usePreferences();
  const isRunning = state?.phase === 'running';
  const groups = useMemo(() => {
    if (!session || !isRunning) return [];
    const acts = keys
      .filter(({ needsPress }) => !needsPress)
      .map(({ says }) => ({
        label: says,
        shortcut: printedKeyOf(says, chosen),
        onSelect: () => session.order('act', { name: says }),
      }));
    const stop = { label: 'Stop everything', onSelect: () => session.order('stop', {}) };
    const safe = { label: 'Open without running', onSelect: () => session.reopen('safe') };
    const places = (outline ?? []).map(({ cellId, text }) => ({
      label: text,
      onSelect: () => session.order('scrollTo', { cellId }),
    }));
    return [
      { heading: 'This notebook', entries: [...acts, stop, safe] },
      { heading: 'In this notebook', entries: places },
    ];
  }, [session, isRunning, outline, chosen]);
  usePaletteGroups(groups);
}
