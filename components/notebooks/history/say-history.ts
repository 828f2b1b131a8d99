import type { ApiOutput } from '@/components/api';

export type HistoryEntry = ApiOutput['notebooks']['history']['entries'][number];

/** "3 cells changed, 1 added"; a word for the beginning, and for what changed no cell. */
export function sayChanges(changes: HistoryEntry['changes']): string {
  if (!changes) return 'The beginning';
  const said: string[] = [];
  for (const what of ['changed', 'added', 'removed', 'moved'] as const) {
    const count = changes[what];
    if (count === 0) continue;
    const word = what === 'removed' ? 'deleted' : what;
    said.push(said.length > 0 ? `${count} ${word}` : `${count} ${count === 1 ? 'cell' : 'cells'} ${word}`);
  }
  return said.join(', ') || 'No cell changed';
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** "14:02" or "14:02–14:40". */
export function saySpan(from: Date, to: Date): string {
  const [first, last] = [clock.format(from), clock.format(to)];
  return first === last ? last : `${first}–${last}`;
}

/** "12 saves, 14:02–14:40". */
export const saySaves = ({ saves, from, to }: HistoryEntry): string =>
  saves === 1
    ? clock.format(new Date(to))
    : `${saves.toLocaleString()} saves, ${saySpan(new Date(from), new Date(to))}`;

export function sayDay(date: Date, now = new Date()): string {
  const dayOf = (one: Date) => new Date(one.getFullYear(), one.getMonth(), one.getDate()).getTime();
  const days = Math.round((dayOf(now) - dayOf(date)) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    ...(date.getFullYear() !== now.getFullYear() && { year: 'numeric' }),
  }).format(date);
}
