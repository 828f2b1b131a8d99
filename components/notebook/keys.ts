import type { Actions } from './actions';
import type { Clipboard } from './clipboard';
import type { ViewState } from './view-state';

/** Every key of the notebook, in one list: what it does, where it holds, and how it is told to the person. */
export interface Key {
  /** The usual ones. `mod` is Command on a Mac, Control elsewhere; a space separates keys pressed one after the other. */
  readonly keys: readonly string[];
  /** Also its name: the palette and the keys that a person chose go by it. */
  readonly says: string;
  readonly group: 'Run' | 'Write' | 'Cells' | 'Move' | 'Document';
  /** `command`: only while no text is being written; `text`: only while it is. */
  readonly where: 'everywhere' | 'command' | 'text';
  /** `id` is the active cell; keys that need one do nothing without. */
  readonly act: (parts: { actions: Actions; view: ViewState; clipboard: Clipboard; id: number }) => void;
  /** Only a press of the key itself opens the browser's clipboard. */
  readonly needsPress?: boolean;
  /** Holds without an active cell. */
  readonly alone?: boolean;
}

export const keys: readonly Key[] = [
  {
    keys: ['shift+Enter'],
    says: 'Run and go on',
    group: 'Run',
    where: 'everywhere',
    act: ({ actions, id }) => actions.runAndGoOn(id),
  },
  {
    keys: ['mod+Enter'],
    says: 'Run',
    group: 'Run',
    where: 'everywhere',
    act: ({ actions, id }) => actions.run(id),
  },
  {
    keys: ['alt+Enter'],
    says: 'Run and add a cell below',
    group: 'Run',
    where: 'everywhere',
    act: ({ actions, id }) => actions.runAndInsert(id),
  },
  {
    keys: ['mod+shift+Enter'],
    says: 'Run all',
    group: 'Run',
    where: 'everywhere',
    alone: true,
    act: ({ actions }) => actions.runAll(),
  },
  {
    keys: ['alt+shift+Enter'],
    says: 'Run what is stale',
    group: 'Run',
    where: 'everywhere',
    alone: true,
    act: ({ actions }) => actions.runStale(),
  },
  { keys: ['i i'], says: 'Stop', group: 'Run', where: 'command', act: ({ actions, id }) => actions.stop(id) },
  {
    keys: ['F12'],
    says: 'Go to the definition',
    group: 'Write',
    where: 'text',
    act: ({ actions, id }) => actions.goToDefinition(id),
  },
  {
    keys: ['F2'],
    says: 'Rename everywhere',
    group: 'Write',
    where: 'everywhere',
    act: ({ actions, id }) => actions.rename(id),
  },
  {
    keys: ['mod+i'],
    says: 'What is this?',
    group: 'Write',
    where: 'text',
    act: ({ actions, id }) => actions.explain(id),
  },
  {
    keys: ['F8'],
    says: 'Next mistake in the text',
    group: 'Write',
    where: 'text',
    act: ({ actions, id }) => actions.nextMistake(id),
  },
  {
    keys: ['mod+f', 'mod+shift+f', 'f'],
    says: 'Find in all cells',
    group: 'Write',
    where: 'everywhere',
    alone: true,
    act: ({ actions }) => actions.find(),
  },
  {
    keys: ['mod+alt+m'],
    says: 'Comment on the cell',
    group: 'Cells',
    where: 'everywhere',
    act: ({ actions, id }) => actions.comment(id),
  },
  {
    keys: ['mod+h'],
    says: 'Find and replace',
    group: 'Write',
    where: 'everywhere',
    alone: true,
    act: ({ actions }) => actions.find(true),
  },
  {
    keys: ['Enter'],
    says: 'Edit',
    group: 'Move',
    where: 'command',
    act: ({ actions, id }) => actions.edit(id),
  },
  {
    keys: ['ArrowUp', 'k'],
    says: 'Cell above',
    group: 'Move',
    where: 'command',
    alone: true,
    act: ({ actions }) => actions.step(-1),
  },
  {
    keys: ['ArrowDown', 'j'],
    says: 'Cell below',
    group: 'Move',
    where: 'command',
    alone: true,
    act: ({ actions }) => actions.step(1),
  },
  {
    keys: ['Home', 'g g'],
    says: 'First cell',
    group: 'Move',
    where: 'command',
    alone: true,
    act: ({ actions }) => actions.step(-Infinity),
  },
  {
    keys: ['End', 'shift+g'],
    says: 'Last cell',
    group: 'Move',
    where: 'command',
    alone: true,
    act: ({ actions }) => actions.step(Infinity),
  },
  {
    keys: ['a'],
    says: 'Add above',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.insertBeside(id, 'above'),
  },
  {
    keys: ['b'],
    says: 'Add below',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.insertBeside(id, 'below'),
  },
  {
    keys: ['d d', 'Delete', 'Backspace'],
    says: 'Delete',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.remove(id),
  },
  {
    keys: ['shift+ArrowUp', 'shift+k'],
    says: 'Select the cell above too',
    group: 'Move',
    where: 'command',
    act: ({ actions }) => actions.extendBy(-1),
  },
  {
    keys: ['shift+ArrowDown', 'shift+j'],
    says: 'Select the cell below too',
    group: 'Move',
    where: 'command',
    act: ({ actions }) => actions.extendBy(1),
  },
  {
    keys: ['mod+a'],
    says: 'Select all cells',
    group: 'Move',
    where: 'command',
    alone: true,
    act: ({ actions }) => actions.selectAll(),
  },
  {
    keys: ['c'],
    says: 'Copy',
    group: 'Cells',
    where: 'command',
    needsPress: true,
    act: ({ clipboard }) => clipboard.copy(),
  },
  {
    keys: ['x'],
    says: 'Cut',
    group: 'Cells',
    where: 'command',
    needsPress: true,
    act: ({ clipboard }) => clipboard.cut(),
  },
  {
    keys: ['v'],
    says: 'Paste below',
    group: 'Cells',
    where: 'command',
    alone: true,
    act: ({ clipboard }) => clipboard.paste(),
  },
  {
    keys: ['shift+d'],
    says: 'Duplicate',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.duplicate(id),
  },
  {
    keys: ['o'],
    says: 'Fold the code, or show it',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.foldCode(id),
  },
  {
    keys: ['ArrowLeft'],
    says: 'Fold the section',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.foldSection(id, true),
  },
  {
    keys: ['ArrowRight'],
    says: 'Unfold the section',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.foldSection(id, false),
  },
  {
    keys: ['alt+ArrowUp'],
    says: 'Move up',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.moveBy(id, -1),
  },
  {
    keys: ['alt+ArrowDown'],
    says: 'Move down',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.moveBy(id, 1),
  },
  {
    keys: ['y'],
    says: 'Make it JavaScript',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.changeKind(id, 'javascript'),
  },
  {
    keys: ['t'],
    says: 'Make it TypeScript',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.changeKind(id, 'typescript'),
  },
  {
    keys: ['s'],
    says: 'Make it SQL',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.changeKind(id, 'sql'),
  },
  {
    keys: ['m'],
    says: 'Make it text',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.changeKind(id, 'markdown'),
  },
  {
    keys: ['h'],
    says: 'Make it HTML',
    group: 'Cells',
    where: 'command',
    act: ({ actions, id }) => actions.changeKind(id, 'html'),
  },
  {
    keys: ['mod+z', 'z'],
    says: 'Undo',
    group: 'Document',
    where: 'everywhere',
    alone: true,
    act: ({ actions }) => actions.undo(),
  },
  {
    keys: ['mod+shift+z', 'mod+y', 'shift+z'],
    says: 'Redo',
    group: 'Document',
    where: 'everywhere',
    alone: true,
    act: ({ actions }) => actions.redo(),
  },
  {
    keys: ['r'],
    says: 'Reading view',
    group: 'Document',
    where: 'command',
    alone: true,
    act: ({ view }) => view.set({ reading: !view.get().reading }),
  },
  {
    keys: ['p'],
    says: 'Present by sections',
    group: 'Document',
    where: 'command',
    alone: true,
    act: ({ view }) => view.set({ presenting: true }),
  },
  {
    keys: ['l'],
    says: 'Arrange the app',
    group: 'Document',
    where: 'command',
    alone: true,
    act: ({ view }) => view.set({ arranging: true }),
  },
  {
    keys: ['?'],
    says: 'All keys',
    group: 'Document',
    where: 'command',
    alone: true,
    act: ({ actions }) => actions.showKeys(),
  },
];

/** Keys that the page around the notebook answers; nobody can have them for something else. */
export const pageKeys: ReadonlySet<string> = new Set(['mod+k', 'mod+s']);
