import { inArray } from 'drizzle-orm';
import { maskValue } from '@/cells/personal';
import type { Context } from '../../../context';
import { datasets } from '../../../db/schema';
import { personalKindOf } from '../personal';
import type { ColumnDiff } from './diff-columns';
import type { StoredVersion } from './open-versions';
import type { ChangedRow, ExampleRows } from './read-examples';

/** A value of a column as it may be shown. */
export type Mask = (column: string, value: string | null) => string | null;

/** Masks the values of columns that hold personal data in either version. */
export async function maskOf(
  { db }: Pick<Context, 'db'>,
  { before, after }: { before: StoredVersion; after: StoredVersion },
): Promise<Mask> {
  const marks = await db.query.datasets.findMany({
    where: inArray(datasets.id, [before.datasetId, after.datasetId]),
  });
  const kindIn = (version: StoredVersion, column: string) => {
    const dataset = marks.find(({ id }) => id === version.datasetId);
    return dataset && personalKindOf(dataset, version, column);
  };
  return (column, value) => {
    const kind = kindIn(after, column) ?? kindIn(before, column);
    return value === null || kind === undefined ? value : maskValue(value, kind);
  };
}

export function maskColumn(column: ColumnDiff, mask: Mask): ColumnDiff {
  const { name, before, after, distribution } = column;
  const shown = (value: string | undefined) => (value === undefined ? value : (mask(name, value) ?? value));
  const ends = (of: ColumnDiff['before']) => ({
    ...of,
    minimum: shown(of.minimum),
    maximum: shown(of.maximum),
  });
  const picture = distribution?.picture;
  return {
    ...column,
    before: ends(before),
    after: ends(after),
    distribution: distribution && {
      ...distribution,
      picture:
        picture?.kind === 'categories'
          ? {
              ...picture,
              values: picture.values.map((counted) => ({
                ...counted,
                value: mask(name, counted.value) ?? counted.value,
              })),
            }
          : distribution.picture,
    },
  };
}

interface Examples {
  readonly added: ExampleRows;
  readonly removed: ExampleRows;
  readonly changed: readonly ChangedRow[];
}

export function maskExamples(
  { added, removed, changed }: Examples,
  { key, mask }: { key: readonly string[]; mask: Mask },
): Examples {
  const maskRows = ({ columns, rows }: ExampleRows) => ({
    columns,
    rows: rows.map((row) => row.map((value, i) => mask(columns[i] ?? '', value))),
  });
  return {
    added: maskRows(added),
    removed: maskRows(removed),
    changed: changed.map((row) => ({
      ...row,
      key: row.key.map((value, i) => mask(key[i] ?? '', value)),
      cells: row.cells.map(({ column, before, after }) => ({
        column,
        before: mask(column, before),
        after: mask(column, after),
      })),
    })),
  };
}
