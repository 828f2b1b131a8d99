import type { ApiOutput } from '@/components/api';
import { DataTable } from '@/components/ui/data-table';
import { Time } from '@/components/ui/time';
import styles from './models.module.css';

type Move = ApiOutput['models']['read']['history'][number];

function describe({ kind, from, to }: Move): string {
  if (to === null) return `removed from v${from}`;
  if (from === null) return `set to v${to}`;
  return `${kind === 'roll-back' ? 'rolled back' : 'moved'} from v${from} to v${to}`;
}

/** Every move of every alias, newest first. */
export function AliasHistory({ history }: { history: readonly Move[] }) {
  return (
    <DataTable
      caption="Moves of aliases"
      rows={history}
      rowKey={(move) => move.id}
      empty={
        <p className={styles.note}>
          No alias was set yet. The first version that is ready becomes the champion.
        </p>
      }
      columns={[
        { key: 'alias', title: 'Alias', cell: (move) => move.alias },
        {
          key: 'what',
          title: 'What',
          cell: describe,
        },
        { key: 'why', title: 'Why', wideOnly: true, cell: (move) => move.reason || '—' },
        { key: 'by', title: 'By', wideOnly: true, cell: (move) => move.by ?? '—' },
        { key: 'when', title: 'When', align: 'right', cell: (move) => <Time value={move.at} /> },
      ]}
    />
  );
}
