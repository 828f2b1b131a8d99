/**
 * Parts of the editor that a bundle fetched later works with: it has to have the very same ones, or its extensions mean nothing to the editor.
 * `cli/build-frame.mjs` has such a bundle read them from here.
 */
import {
  cursorCharBackward,
  cursorCharLeft,
  cursorLineBoundaryBackward,
  cursorLineBoundaryForward,
  indentLess,
  indentMore,
  indentSelection,
  insertNewlineAndIndent,
  redo,
  toggleLineComment,
  undo,
} from '@codemirror/commands';
import { ensureSyntaxTree, foldCode, indentUnit, matchBrackets, StringStream } from '@codemirror/language';
import { RegExpCursor, SearchQuery, setSearchQuery } from '@codemirror/search';
import { EditorSelection, MapMode, Prec, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  Direction,
  EditorView,
  getDrawSelectionConfig,
  runScopeHandlers,
  showPanel,
  ViewPlugin,
} from '@codemirror/view';

export const sharedCodeMirror: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '@codemirror/commands': {
    ...{ cursorCharBackward, cursorCharLeft, cursorLineBoundaryBackward, cursorLineBoundaryForward },
    ...{ indentLess, indentMore, indentSelection, insertNewlineAndIndent, redo, toggleLineComment, undo },
  },
  '@codemirror/language': { ensureSyntaxTree, foldCode, indentUnit, matchBrackets, StringStream },
  '@codemirror/search': { RegExpCursor, SearchQuery, setSearchQuery },
  '@codemirror/state': { EditorSelection, MapMode, Prec, RangeSetBuilder, StateEffect, StateField },
  '@codemirror/view': {
    ...{ Decoration, Direction, EditorView, getDrawSelectionConfig, runScopeHandlers, showPanel, ViewPlugin },
  },
};

/** Where such a bundle finds them. */
export function shareCodeMirror(): void {
  Reflect.set(globalThis, Symbol.for('cellar.codemirror'), sharedCodeMirror);
}
