import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete';
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter } from '@codemirror/lint';
import { highlightSelectionMatches, selectNextOccurrence } from '@codemirror/search';
import { Annotation, Compartment, EditorState, type Extension, Prec, StateEffect } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder, tooltips } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import type { CellKind } from '@/cells/document/notebook';
import { changesBetween } from '@/cells/document/text-changes';
import { foundMarks } from '../find/found-marks';
import { isMac } from '../key-names';
import { inView, isScript } from '../kinds-in-view';
import { callHelp } from './call-help';
import { completionsOf, type Names } from './completions';
import { foldedPictures } from './fold-pictures';
import { languageOf } from './languages';
import { failedLines } from './mistakes';
import { otherCursors } from './other-cursors';
import type { HelpSources } from './resolve-shape';
import { wordHelp } from './word-help';

export interface EditorParts {
  readonly kind: CellKind;
  readonly source: string;
  readonly label: string;
  readonly names: Names;
  readonly sources: HelpSources;
  /** The mistakes in the present text, found without running it. */
  lint(state: EditorState): Promise<readonly Diagnostic[]>;
  onChange(source: string): void;
  onFocus(): void;
  /** The cursor, or the selection, is somewhere else. */
  onSelect(anchor: number, head: number): void;
  /** Keys that the notebook answers before the editor does; true when it did. */
  onKey(event: KeyboardEvent): boolean;
  onEscape(): void;
  /** The cursor wants to leave the text upwards or downwards. */
  onLeave(direction: -1 | 1): void;
  /** A click at a place with `mod` held; true when it led somewhere. */
  onModClick(offset: number): boolean;
  onUndo(): void;
  onRedo(): void;
  /** Files that were dropped or pasted at a place of the text; true when they are taken. */
  onFiles(transfer: DataTransfer | null, at: number): boolean;
}

/** Changes that come from the document (undo, redo, a replaced notebook), not from typing here. */
const fromDocument = Annotation.define<boolean>();

/** Milliseconds of rest after which the text is checked. */
export const checkAfterMs = 400;

/** Names came or went elsewhere in the notebook: the text is checked again. */
export const checkAgain = StateEffect.define<null>();

/** Before all other keys but the notebook's. */
const vimPlace = new Compartment();

/** Vim's keys, or none. */
export const putVim = (view: EditorView, keys: Extension): void =>
  view.dispatch({ effects: vimPlace.reconfigure(keys) });

export function createEditor(parent: HTMLElement, parts: EditorParts): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({ doc: parts.source, extensions: extensionsOf(parts) }),
  });
}

function extensionsOf(parts: EditorParts): Extension[] {
  const { kind, names, sources } = parts;
  const completions = completionsOf(kind, names, sources);
  const isCode = isScript(kind) || kind === 'sql';
  const hint = inView(kind)?.hint;
  return [
    Prec.highest(
      EditorView.domEventHandlers({
        keydown(event, view) {
          // Plain keys choose from an open list; with Shift, Control or Command they are the notebook's.
          const isPlain = !(event.shiftKey || event.ctrlKey || event.metaKey || event.altKey);
          if (isPlain && completionStatus(view.state) === 'active') return false;
          const isAnswered = parts.onKey(event);
          if (isAnswered) closeCompletion(view);
          return isAnswered;
        },
        mousedown(event, view) {
          if (event.button !== 0 || !(isMac ? event.metaKey : event.ctrlKey)) return false;
          const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
          return offset !== null && parts.onModClick(offset);
        },
        paste: (event, view) => parts.onFiles(event.clipboardData, view.state.selection.main.head),
        drop(event, view) {
          const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
          return parts.onFiles(event.dataTransfer, at ?? view.state.doc.length);
        },
      }),
    ),
    vimPlace.of([]),
    callHelp(kind, sources),
    wordHelp({ kind, names, sources }),
    keymap.of([
      ...completionKeymap,
      { key: 'Escape', run: leave(parts) },
      { key: 'ArrowUp', run: leaveAt(-1, parts) },
      { key: 'ArrowDown', run: leaveAt(1, parts) },
      { key: 'Mod-d', run: selectNextOccurrence, preventDefault: true },
      ...closeBracketsKeymap,
      { key: 'Tab', run: acceptCompletion },
      indentWithTab,
      ...defaultKeymap,
    ]),
    languageOf(kind) ?? [],
    syntaxHighlighting(classHighlighter),
    autocompletion({
      // Prose and markup complete what their language knows too.
      override: isCode ? [...completions] : undefined,
      icons: false,
      activateOnTypingDelay: 60,
    }),
    isCode ? [] : EditorState.languageData.of(() => completions.map((autocomplete) => ({ autocomplete }))),
    linter(({ state }) => parts.lint(state), {
      delay: checkAfterMs,
      needsRefresh: ({ transactions }) =>
        transactions.some(({ effects }) => effects.some((one) => one.is(checkAgain))),
    }),
    failedLines,
    foundMarks,
    kind === 'markdown' || kind === 'html' ? foldedPictures : [],
    otherCursors,
    closeBrackets(),
    bracketMatching(),
    indentOnInput(),
    highlightSelectionMatches(),
    drawSelection(),
    EditorState.allowMultipleSelections.of(true),
    tooltips({ position: 'absolute' }),
    EditorView.lineWrapping,
    EditorState.tabSize.of(2),
    EditorView.contentAttributes.of({
      'aria-label': parts.label,
      spellcheck: kind === 'markdown' ? 'true' : 'false',
    }),
    hint ? placeholder(hint) : [],
    EditorView.domEventHandlers({
      focus: () => parts.onFocus(),
      beforeinput(event) {
        // One history for the document: the browser's own undo (menus, shaking a phone) goes there too.
        if (event.inputType === 'historyUndo') parts.onUndo();
        else if (event.inputType === 'historyRedo') parts.onRedo();
        else return false;
        event.preventDefault();
        return true;
      },
    }),
    EditorView.updateListener.of(({ docChanged, selectionSet, focusChanged, transactions, state, view }) => {
      if (docChanged && !transactions.some((one) => one.annotation(fromDocument)))
        parts.onChange(state.doc.toString());
      if (view.hasFocus && (docChanged || selectionSet || focusChanged))
        parts.onSelect(state.selection.main.anchor, state.selection.main.head);
    }),
  ];
}

const leave = (parts: EditorParts) => () => {
  parts.onEscape();
  return true;
};

/** Up at the very start and down at the very end go to the neighbouring cell. */
const leaveAt = (direction: -1 | 1, parts: EditorParts) => (view: EditorView) => {
  const { main } = view.state.selection;
  if (!main.empty || main.head !== (direction < 0 ? 0 : view.state.doc.length)) return false;
  parts.onLeave(direction);
  return true;
};

/** Makes the editor's text the document's as others changed it: the cursor stays where it is. */
export function takeOthers(view: EditorView, source: string): void {
  const changes = changesBetween(view.state.doc.toString(), source).map(({ at, remove, insert }) => ({
    from: at,
    to: at + remove,
    insert,
  }));
  if (changes.length > 0) view.dispatch({ changes, annotations: fromDocument.of(true) });
}

/** Makes the editor's text the document's by the smallest change, with the cursor where it happened. */
export function takeSource(view: EditorView, source: string): void {
  const before = view.state.doc.toString();
  if (before === source) return;
  const most = Math.min(before.length, source.length);
  let start = 0;
  while (start < most && before[start] === source[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === source[source.length - 1 - end]) end += 1;
  const insert = source.slice(start, source.length - end);
  view.dispatch({
    changes: { from: start, to: before.length - end, insert },
    selection: { anchor: start + insert.length },
    annotations: fromDocument.of(true),
    scrollIntoView: view.hasFocus,
  });
}
