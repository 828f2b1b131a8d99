import type { UnpinnedInput, UnpinnedReason } from '@/cells/kinds/find-unpinned';
import styles from './models.module.css';

const words: Readonly<Record<UnpinnedReason, string>> = {
  clock: 'the time of the run',
  network: 'another host, which a re-run cannot reach',
  random: 'chance without a seed',
  data: 'records that change from day to day, which a re-run may not read',
  input: 'a control: a re-run takes its first value',
  page: 'the page or the machine',
};

/** What the cells of a slice read that nothing fixes, each with its cell. Nothing where all is fixed. */
export function UnpinnedNotes({ unpinned }: { unpinned: readonly UnpinnedInput[] }) {
  if (unpinned.length === 0) return null;
  return (
    <div className={styles.unpinned}>
      <p>A re-run may come out otherwise, for these cells read what nothing fixes:</p>
      <ul>
        {unpinned.map(({ cellId, what, reason }) => (
          <li key={`${cellId} ${what}`}>
            <code>{what}</code> in cell {cellId}: {words[reason]}
          </li>
        ))}
      </ul>
    </div>
  );
}
