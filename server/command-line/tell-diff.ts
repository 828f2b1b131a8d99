import type { inferRouterOutputs } from '@trpc/server';
import type { ApiRouter } from '../api/router';

type Datasets = inferRouterOutputs<ApiRouter>['datasets'];
type Version = Datasets['find'];
type Column = Datasets['diff']['columns'][number];

/** Changed rows that are told one by one, and cells of one of them. */
const told = { rows: 5, cells: 6 };

/** A comparison of two versions as lines of text. */
export function tellDiff({
  from,
  to,
  versions,
  rows,
  isProposed,
}: {
  from: Version;
  to: Version;
  versions: Datasets['diff'];
  rows?: Datasets['diffRows'];
  isProposed: boolean;
}): string {
  const title = (version: Version) =>
    `${version.name} v${version.version}${version.versionName ? ` (${version.versionName})` : ''}`;
  return [
    `${title(from)} → ${title(to)}`,
    ...block('Columns', tellSchema(versions)),
    ...block('Rows', rows ? tellRows(rows, isProposed) : ['no column in common: not compared']),
    ...block('Values', tellColumns(versions.columns)),
  ].join('\n');
}

/** The first line stands behind the word, the others below it. */
const block = (word: string, lines: readonly string[]): string[] =>
  lines.map((line, i) => `${(i === 0 ? word : '').padEnd(9)}${line}`);

function tellSchema({ schema: { added, removed, retyped, reordered }, shared }: Datasets['diff']): string[] {
  const lines = [
    ...added.map(({ name, type }) => `+ ${name} ${type}`),
    ...removed.map(({ name, type }) => `- ${name} ${type}`),
    ...retyped.map(({ name, typeBefore, typeAfter }) => `~ ${name} ${typeBefore} → ${typeAfter}`),
  ];
  const order = reordered ? ', in another order' : '';
  return lines.length > 0
    ? [...lines, `${shared.length} in both${order}`]
    : [`the same ${shared.length}${order}`];
}

function tellRows(diff: Datasets['diffRows'], isProposed: boolean): string[] {
  const { key, rows, added, removed, changed, changedColumns, examples } = diff;
  const same = rows.before - removed - (changed ?? 0);
  const how = key.length > 0 ? `by ${key.join(', ')}${isProposed ? ' (proposed)' : ''}` : 'whole rows';
  const sample = changedColumns.of < (changed ?? 0) ? ` (of a sample of ${changedColumns.of})` : '';
  return [
    `${rows.before} → ${rows.after}`,
    `${how}: ${added} added, ${removed} removed, ${changed === null ? '' : `${changed} changed, `}${same} unchanged`,
    ...(changedColumns.counts.length > 0
      ? [
          `changed${sample}: ${changedColumns.counts.map(({ name, rows: count }) => `${name} ${count}`).join(', ')}`,
        ]
      : []),
    ...examples.changed.slice(0, told.rows).map(({ key: values, cells, more }) => {
      const shown = cells.slice(0, told.cells);
      const hidden = cells.length - shown.length + more;
      const changes = shown.map(({ column, before, after }) => `${column} ${say(before)} → ${say(after)}`);
      return `  ${values.map(say).join(', ')}: ${changes.join('; ')}${hidden > 0 ? `; ${hidden} more` : ''}`;
    }),
    ...((changed ?? 0) > told.rows ? ['  …'] : []),
  ];
}

const say = (value: string | null): string => (value === null ? 'null' : value === '' ? '""' : value);

function tellColumns(columns: readonly Column[]): string[] {
  const moved = columns.filter(({ verdict }) => verdict === 'moved');
  const close = columns.filter(({ verdict }) => verdict === 'close').length;
  const same = columns.filter(({ verdict }) => verdict === 'same').length;
  const others = columns.length - moved.length - close - same;
  return [
    ...moved.map((column) => `${column.name} moved: ${tellColumn(column)}`),
    [
      `${moved.length} moved`,
      `${close} close`,
      `${same} the same`,
      ...(others > 0 ? [`${others} not compared`] : []),
    ].join(', '),
  ];
}

function tellColumn({ before, after, distribution }: Column): string {
  const distance = distribution?.kolmogorovSmirnov ?? distribution?.jensenShannon;
  const turned = (word: string, early: number | undefined, late: number | undefined) =>
    early === undefined || late === undefined || early === late
      ? []
      : [`${word} ${Number(early.toPrecision(3))} → ${Number(late.toPrecision(3))}`];
  return [
    ...(distribution && distance !== undefined
      ? [
          `${distribution.kolmogorovSmirnov === undefined ? 'JS' : 'KS'} ${distance.toPrecision(3)}, PSI ${distribution.psi.toPrecision(3)}`,
        ]
      : []),
    ...turned('mean', before.mean, after.mean),
    ...turned('missing', before.missing, after.missing),
  ].join('; ');
}
