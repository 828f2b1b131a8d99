import { closeCompletion, completionStatus } from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react';
import { useNotebook } from '../notebook-context';
import { putVim } from './create-editor';

export interface VimMode {
  /** `normal`, `insert`, `visual line` … */
  readonly name: string;
  /** Of a command that is not complete yet. */
  readonly keys: string;
}

/** Puts Vim's keys into an editor while the person wants them, and says in which mode they are. `remade`: what makes it another editor. */
export function useVim(
  editor: RefObject<EditorView | null>,
  id: number,
  remade: readonly unknown[],
): VimMode | undefined {
  const { services, actions, view: places } = useNotebook();
  const { preferences } = services;
  const isWanted = useSyncExternalStore(preferences.subscribe, () => preferences.get().vim);
  const [mode, setMode] = useState<VimMode>();

  // Another editor is another place to put them.
  useEffect(() => {
    const view = editor.current;
    if (!isWanted || !view) return;
    const isThere = () => editor.current === view;
    let isOver = false;
    void services.vimKeys().then((vimKeys) => {
      if (isOver || !isThere() || !vimKeys) return;
      putVim(
        view,
        vimKeys({
          run: () => actions.run(id),
          leave: () => places.go(id, 'command'),
          undo: () => actions.undo(),
          redo: () => actions.redo(),
          onMode(name, keys) {
            setMode({ name, keys });
            if (name !== 'insert' && completionStatus(view.state)) closeCompletion(view);
          },
        }),
      );
    });
    return () => {
      isOver = true;
      setMode(undefined);
      if (isThere()) putVim(view, []);
    };
  }, [isWanted, editor, services, actions, places, id, ...remade]);

  return mode;
}
