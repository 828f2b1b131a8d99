import {
  ArrowDown,
  ArrowUp,
  Code,
  Copy,
  Eye,
  EyeOff,
  FoldVertical,
  ListEnd,
  ListStart,
  MessageSquare,
  MoreHorizontal,
  Pin,
  PinOff,
  Tag,
  Trash2,
  UnfoldVertical,
} from 'lucide-react';
import type { Cell, RunMode } from '@/cells/document/notebook';
import type { CellRun } from '@/cells/kernel/cell-run';
import { kindOf, runModeOf } from '@/cells/kinds';
import { IconButton } from '@/components/ui/button';
import { formatDuration } from '@/components/ui/format';
import { Menu, type MenuItem } from '@/components/ui/menu';
import styles from './cell.module.css';
import { Elapsed } from './elapsed';
import { printedKeyOf } from './keymap';
import { canHaveOutput, freeName } from './new-cell';
import { useIsBeside, useKeyChanges, useNotebook } from './notebook-context';

const runModes: readonly { mode: RunMode; label: string }[] = [
  { mode: 'auto', label: 'Run by itself' },
  { mode: 'lazy', label: 'Run when looked at' },
  { mode: 'manual', label: 'Run when asked' },
  { mode: 'off', label: 'Switched off' },
];

/** At the right of a cell: how long it took, fold, and everything else that one can do with it. */
export function CellActs({ cell, mode, run }: { cell: Cell; mode: RunMode; run: CellRun }) {
  const { actions, store, view } = useNotebook();
  const isBeside = useIsBeside(cell.id);
  const chosen = useKeyChanges();
  const keyOf = (says: string) => printedKeyOf(says, chosen);
  const { id } = cell;
  const change = (changes: Partial<Omit<Cell, 'id'>>) => actions.change(id, changes);
  const isProse = cell.kind === 'markdown';
  const items: MenuItem[] = [
    ...(isProse
      ? []
      : runModes.map(({ mode: one, label }) => ({
          label,
          checked: one === mode,
          // What holds without a word of its own needs none.
          onSelect: () =>
            change({ run: one === runModeOf({ ...cell, run: undefined }, store.get()) ? undefined : one }),
        }))),
    ...(isProse ? [] : (['separator'] as const)),
    { label: 'Run from here', icon: ListEnd, onSelect: () => actions.runFrom(id) },
    { label: 'Run all above', icon: ListStart, onSelect: () => actions.runAbove(id) },
    'separator',
    {
      label: cell.pinned ? 'Fold the code' : 'Keep the code in sight',
      icon: cell.pinned ? FoldVertical : UnfoldVertical,
      onSelect: () => change({ pinned: !cell.pinned }),
    },
    {
      label: cell.hidden ? 'Show the output' : 'Hide the output',
      icon: cell.hidden ? Eye : EyeOff,
      onSelect: () => change({ hidden: !cell.hidden }),
    },
    {
      label: isBeside ? 'Bring the output back' : 'Keep the output in sight',
      icon: isBeside ? PinOff : Pin,
      onSelect: () => view.set({ beside: isBeside ? undefined : id }),
    },
    ...(canHaveOutput(cell.kind)
      ? [
          cell.output === undefined
            ? {
                label: 'Give it a name',
                icon: Tag,
                onSelect: () =>
                  change({
                    output: freeName(
                      'result',
                      new Set(store.get().cells.flatMap(({ output }) => output ?? [])),
                    ),
                    pinned: true,
                  }),
              }
            : { label: 'Take its name away', icon: Tag, onSelect: () => change({ output: undefined }) },
        ]
      : []),
    ...(kindOf(cell)?.toCode
      ? [{ label: 'Convert to code', icon: Code, onSelect: () => actions.convertToCode(id) }]
      : []),
    'separator',
    {
      label: 'Comment',
      icon: MessageSquare,
      shortcut: keyOf('Comment on the cell'),
      onSelect: () => actions.comment(id),
    },
    { label: 'Duplicate', icon: Copy, shortcut: keyOf('Duplicate'), onSelect: () => actions.duplicate(id) },
    {
      label: 'Move up',
      icon: ArrowUp,
      shortcut: keyOf('Move up'),
      onSelect: () => actions.moveBy(id, -1),
    },
    {
      label: 'Move down',
      icon: ArrowDown,
      shortcut: keyOf('Move down'),
      onSelect: () => actions.moveBy(id, 1),
    },
    {
      label: 'Delete',
      icon: Trash2,
      danger: true,
      shortcut: keyOf('Delete'),
      onSelect: () => actions.remove(id),
    },
  ];
  return (
    <div className={styles.acts}>
      {run.startedAt !== undefined && !isProse && <Elapsed since={run.startedAt} />}
      {run.durationMs !== undefined && run.state !== 'running' && !isProse && (
        <span className={styles.duration} title="Time of the last run">
          {formatDuration(run.durationMs)}
        </span>
      )}
      <Menu
        trigger={<IconButton className={styles.more} label="More for this cell" icon={MoreHorizontal} />}
        items={items}
      />
    </div>
  );
}
