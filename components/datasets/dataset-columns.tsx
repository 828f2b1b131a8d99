import { useState } from 'react';
import type { ApiOutput } from '@/components/api';
import { TextInput } from '@/components/ui/field';
import { formatNumber, formatValue } from '@/components/ui/format';
import { ColumnFacts } from './column-facts';
import { Histogram, share, TopValues } from './column-picture';
import styles from './dataset-columns.module.css';
import { PageSteps } from './page-steps';
import { PersonalMarkMenu } from './personal-mark';

type Profile = ApiOutput['datasets']['read']['profile'][number];

const mostColumns = 100;

/** What each column holds, at a glance: its type, a picture, what is missing. Of many a hundred at a time, and those of a name. */
export function DatasetColumns({
  id,
  profile,
  personal,
  rows,
}: {
  id: string;
  profile: readonly Profile[];
  personal: ApiOutput['datasets']['read']['personal'];
  rows: number;
}) {
  const [wanted, setWanted] = useState('');
  const [offset, setOffset] = useState(0);
  const found = profile.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  const list = (
    <ul className={styles.columns}>
      {found.slice(offset, offset + mostColumns).map((column) => (
        <li key={column.name}>
          <div className={styles.name}>
            <strong>{column.name}</strong>
            <PersonalMarkMenu id={id} column={column.name} note={personal[column.name]}>
              <span className={styles.type} title={column.type}>
                {shortType(column.type)}
              </span>
            </PersonalMarkMenu>
          </div>
          <div className={styles.picture}>
            {column.histogram && (
              <Histogram counts={column.histogram} label={`Distribution of ${column.name}`} />
            )}
            {column.top && <TopValues values={column.top} rows={rows} />}
          </div>
          <ColumnFacts
            facts={{
              range:
                column.minimum !== undefined && column.histogram
                  ? `${shorten(column.minimum)} – ${shorten(column.maximum ?? '')}`
                  : undefined,
              mean:
                column.mean === undefined
                  ? undefined
                  : column.standardDeviation === undefined
                    ? formatValue(column.mean)
                    : `${formatValue(column.mean)} ± ${formatValue(column.standardDeviation)}`,
              distinct: formatNumber(column.distinct),
              missing:
                column.missing > 0
                  ? `${formatNumber(column.missing)} (${share(column.missing, rows)})`
                  : undefined,
            }}
          />
        </li>
      ))}
    </ul>
  );
  if (profile.length <= mostColumns) return list;
  return (
    <div className={styles.many}>
      <TextInput
        type="search"
        aria-label="Find a column"
        placeholder="Find a column"
        value={wanted}
        onChange={({ target }) => {
          setWanted(target.value);
          setOffset(0);
        }}
      />
      {found.length > 0 ? list : <p>No column has “{wanted}” in its name.</p>}
      <PageSteps what="Columns" {...{ offset, size: mostColumns, total: found.length, onMove: setOffset }} />
    </div>
  );
}

/** Numbers as people read them, dates as they are. */
function shorten(text: string): string {
  const number = Number(text);
  if (text === '' || Number.isNaN(number)) return text.slice(0, 24);
  return formatValue(number);
}

const shortType = (type: string): string => (type.length > 24 ? `${type.slice(0, 22)}…` : type).toLowerCase();
