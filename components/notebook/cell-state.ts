import {
  CircleAlert,
  CircleDashed,
  CirclePause,
  CircleX,
  Clock3,
  LoaderCircle,
  type LucideIcon,
  Pencil,
  PowerOff,
} from 'lucide-react';
import type { RunMode } from '@/cells/document/notebook';
import type { CellRun } from '@/cells/kernel/cell-run';

/** A cell's state as a person sees it: a glyph (none when all is well), a tone and words. */
export interface ShownState {
  readonly tone: 'quiet' | 'running' | 'stale' | 'blocked' | 'failed';
  readonly glyph?: LucideIcon;
  readonly word: string;
  readonly detail: string;
}

const states: Readonly<Record<CellRun['state'], ShownState>> = {
  idle: { tone: 'quiet', glyph: CircleDashed, word: 'not run', detail: 'Has not run yet' },
  queued: { tone: 'running', glyph: Clock3, word: 'queued', detail: 'Waits for what it needs' },
  running: { tone: 'running', glyph: LoaderCircle, word: 'running', detail: 'Runs' },
  fresh: { tone: 'quiet', word: 'fresh', detail: 'Up to date' },
  stale: {
    tone: 'stale',
    glyph: CircleAlert,
    word: 'stale',
    detail: 'Something that it depends on has changed: run it',
  },
  blocked: { tone: 'blocked', glyph: CirclePause, word: 'blocked', detail: 'Waits for a cell that failed' },
  failed: { tone: 'failed', glyph: CircleX, word: 'failed', detail: 'Failed' },
};

const edited: ShownState = {
  tone: 'stale',
  glyph: Pencil,
  word: 'edited',
  detail: 'Edited and not run: Shift-Enter runs it',
};

const off: ShownState = {
  tone: 'quiet',
  glyph: PowerOff,
  word: 'off',
  detail: 'Switched off: it does not run, and what depends on it waits',
};

export function describeState(
  run: CellRun,
  { mode, isPending }: { mode: RunMode; isPending: boolean },
): ShownState {
  if (mode === 'off') return off;
  if (isPending && run.state !== 'running' && run.state !== 'queued') return edited;
  if (run.state !== 'idle') return states[run.state];
  const runs = { auto: 'Has not run yet', lazy: 'Runs when it is looked at', manual: 'Runs when asked' };
  return { ...states.idle, detail: runs[mode] };
}

/** States in which a cell can be stopped. */
export const isActive = ({ state }: CellRun) => state === 'running' || state === 'queued';
