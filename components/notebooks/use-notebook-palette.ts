import { useEffect, useMemo, useRef } from 'react';
import { printedKeyOf } from '@/components/notebook/keymap';
import { keys } from '@/components/notebook/keys';
import { usePaletteGroups } from '@/components/shell/palette-entries';
import { usePreferences } from '@/components/shell/preferences';
import { type PanelName, panelNames, panelWords } from './notebook-panel';
import type { NotebookSession, SessionState } from './notebook-session';

/** What the palette offers of an open notebook: whatever its keys do, the way to each heading and name, and what stands beside it. */
export function useNotebookPalette(
  session: NotebookSession | undefined,
  state: SessionState | undefined,
  beside: { show(panel: PanelName): void; attach(): void },
): void {
  const outline = state?.outline;
  const { keys: chosen } = usePreferences();
  const newest = useRef(beside);
  useEffect(() => {
    newest.current = beside;
  });
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
    const places = (outline ?? []).map(({ cellId, text }) => ({
      label: text,
      onSelect: () => session.order('scrollTo', { cellId }),
    }));
    const panels = panelNames.map((name) => ({
      label: `Panel: ${panelWords[name]}`,
      onSelect: () => newest.current.show(name),
    }));
    const attach = { label: 'Attach data', onSelect: () => newest.current.attach() };
    return [
      { heading: 'This notebook', entries: [...acts, stop] },
      { heading: 'In this notebook', entries: places },
      { heading: 'Beside this notebook', entries: [...panels, attach] },
    ];
  }, [session, isRunning, outline, chosen]);
  usePaletteGroups(groups);
}
