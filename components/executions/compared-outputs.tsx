import type { ApiOutput } from '@/components/api';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { formatDuration, formatValue } from '@/components/ui/format';
import { type ComparedNumber, compareNumbers } from './compare-numbers';
import styles from './executions.module.css';

type Execution = ApiOutput['executions']['read'];
type Cell = NonNullable<Execution['outputs']>['cells'][number];

/** Numbers of one cell that are shown, at most. */
const mostNumbers = 40;

/** What each cell showed in two runs: the numbers that moved, and the pictures beside each other. */
export function ComparedOutputs({ before, now }: { before: Execution; now: Execution }) {
  const left = before.outputs?.cells ?? [];
  const right = now.outputs?.cells ?? [];
  const ids = [...new Set([...right, ...left].map(({ cellId }) => cellId))];
  const cells = ids
    .map((id) => ({
      before: left.find(({ cellId }) => cellId === id),
      now: right.find(({ cellId }) => cellId === id),
    }))
    .filter((pair) => isShown(pair.before) || isShown(pair.now));
  if (cells.length === 0) return <EmptyState title="Neither of them showed anything" />;
  return (
    <div className={styles.outputs}>
      {cells.map((pair) => (
        <ComparedCell key={(pair.now ?? pair.before)?.cellId} {...pair} ids={[before.id, now.id]} />
      ))}
    </div>
  );
}

const isShown = (cell: Cell | undefined) => Boolean(cell?.pictureHash || cell?.error);

function ComparedCell({ before, now, ids }: { before?: Cell; now?: Cell; ids: readonly [string, string] }) {
  const name = now?.name || before?.name || `Cell ${(now ?? before)?.cellId}`;
  const isSame = before?.pictureHash !== undefined && before.pictureHash === now?.pictureHash;
  const moved = compareNumbers(before?.text ?? '', now?.text ?? '').filter((one) => one.before !== one.now);
  return (
    <section className={styles.compared}>
      <h3>
        {name} <small>{isSame ? 'the same' : tookWords(before, now)}</small>
      </h3>
      {moved.length > 0 && (
        <DataTable
          rows={moved.slice(0, mostNumbers).map((one, place) => ({ ...one, place }))}
          rowKey={({ place }) => String(place)}
          columns={[
            { key: 'label', title: 'Number', cell: ({ label }) => label.slice(0, 120) },
            { key: 'before', title: 'Before', align: 'right', cell: (row) => formatValue(row.before) },
            { key: 'now', title: 'Now', align: 'right', cell: (row) => formatValue(row.now) },
            { key: 'change', title: 'Change', align: 'right', cell: (row) => sayChange(row) },
          ]}
        />
      )}
      {moved.length > mostNumbers && <p>{moved.length - mostNumbers} more numbers moved.</p>}
      {isSame ? (
        <Shown cell={now} executionId={ids[1]} />
      ) : (
        <div className={styles.sides}>
          <Shown cell={before} executionId={ids[0]} />
          <Shown cell={now} executionId={ids[1]} />
        </div>
      )}
    </section>
  );
}

function Shown({ cell, executionId }: { cell?: Cell; executionId: string }) {
  if (!cell) return <p className={styles.says}>This run had no such cell.</p>;
  if (!cell.pictureHash) return <p className={styles.says}>{cell.error ?? 'It showed nothing.'}</p>;
  return (
    // biome-ignore lint/performance/noImgElement: a stored file of the size it is shown in
    <img
      className={styles.shown}
      src={`/reports/executions/${executionId}/${cell.cellId}.png`}
      width={cell.pictureWidth}
      height={cell.pictureHeight}
      alt={cell.text.slice(0, 300) || cell.name}
      loading="lazy"
    />
  );
}

const tookWords = (before?: Cell, now?: Cell) =>
  [before, now].every((cell) => cell?.durationMs !== undefined)
    ? `${formatDuration(before?.durationMs ?? 0)} → ${formatDuration(now?.durationMs ?? 0)}`
    : '';

function sayChange({ before, now }: ComparedNumber): string {
  const change = now - before;
  const percent = before === 0 ? '' : ` (${formatValue((100 * change) / Math.abs(before))} %)`;
  return `${change > 0 ? '+' : ''}${formatValue(change)}${percent}`;
}
