/**
 * Text edited as in Vim. A bundle of its own, fetched once a person wants it: the notebook itself imports only types of this file, and the
 * editor's packages in it are the notebook's own (`shared-codemirror.ts`).
 */
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { CodeMirror, getCM, Vim, vim } from '@replit/codemirror-vim';

/** What Vim asks of the cell whose text it edits. */
export interface VimActs {
  /** `:w` */
  run(): void;
  /** `:q`, and Escape where there is nothing left to end. */
  leave(): void;
  undo(): void;
  redo(): void;
  /** Another mode, or further keys of a command that is not complete: `normal`, `visual line`; `d2`. */
  onMode(mode: string, keys: string): void;
}

export type VimKeys = (acts: VimActs) => Extension;

type VimEditor = NonNullable<ReturnType<typeof getCM>>;

/** Vim has one set of commands for all editors: this tells them apart. */
const actsOf = new WeakMap<EditorView, VimActs>();
const acts = (editor: { cm6: EditorView }) => actsOf.get(editor.cm6);

Vim.defineEx('write', 'w', (editor) => acts(editor)?.run());
Vim.defineEx('quit', 'q', (editor) => acts(editor)?.leave());
const runAndLeave = (editor: { cm6: EditorView }) => {
  acts(editor)?.run();
  acts(editor)?.leave();
};
Vim.defineEx('wq', 'wq', runAndLeave);
Vim.defineEx('xit', 'x', runAndLeave);
// The document has one history, of all cells.
CodeMirror.commands.undo = (editor: { cm6: EditorView }) => acts(editor)?.undo();
CodeMirror.commands.redo = (editor: { cm6: EditorView }) => acts(editor)?.redo();

export const vimKeys: VimKeys = (asked) => [
  EditorView.domEventHandlers({
    keydown(event, view) {
      const editor = getCM(view);
      // A command that was begun is dropped; without one Escape is the notebook's.
      if (event.key !== 'Escape' || !editor?.state.vim?.status) return false;
      Vim.handleKey(editor, '<Esc>', 'user');
      editor.state.vim.status = '';
      tell(editor, asked);
      return true;
    },
    focus(_event, view) {
      writeWhereEmpty(view);
      return false;
    },
  }),
  vim(),
  EditorView.updateListener.of(({ view }) => follow(view, asked)),
];

/** In an empty text there is nothing to command. */
function writeWhereEmpty(view: EditorView): void {
  const editor = getCM(view);
  if (editor && view.hasFocus && view.state.doc.length === 0 && !editor.state.vim?.insertMode)
    Vim.handleKey(editor, 'i', 'user');
}

/** The editor's own adapter comes with its first update. */
function follow(view: EditorView, asked: VimActs): void {
  const editor = getCM(view);
  if (!editor || actsOf.get(view) === asked) return;
  actsOf.set(view, asked);
  const say = () => tell(editor, asked);
  for (const happening of ['vim-mode-change', 'vim-keypress', 'vim-command-done']) editor.on(happening, say);
  say();
  // Not in the midst of the update that told of it.
  queueMicrotask(() => writeWhereEmpty(view));
}

const tell = ({ state: { vim: state } }: VimEditor, { onMode }: VimActs) =>
  onMode(state?.mode ?? 'normal', state?.insertMode ? '' : (state?.status ?? ''));
