import { forEachDiagnostic } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import type { NotebookParts } from '../notebook-context';
import { checkAfterMs, checkAgain } from './create-editor';

/** Checks an editor's text again, after a rest, when other cells define other names than before. Ends with what it gives. */
export function followNames(view: EditorView, { store, symbols }: NotebookParts, id: number): () => void {
  const others = () =>
    [...symbols.definitions(store.get().cells)]
      .flatMap(([name, definitions]) => definitions.map(({ cellId }) => `${name} ${cellId}`))
      .filter((one) => !one.endsWith(` ${id}`))
      .join();
  let before: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const check = () => {
    const now = others();
    let hasMistake = false;
    forEachDiagnostic(view.state, () => {
      hasMistake = true;
    });
    // A circle may have been broken without any name coming or going.
    if (now !== before || hasMistake) view.dispatch({ effects: checkAgain.of(null) });
    before = now;
  };
  const unsubscribe = store.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(check, checkAfterMs);
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}
