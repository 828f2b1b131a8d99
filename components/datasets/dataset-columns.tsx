import type { ApiOutput } from '@/components/api';
import { formatNumber, formatValue } from '@/components/ui/format';
import { ColumnFacts } from './column-facts';
import { Histogram, share, TopValues } from './column-picture';
import styles from './dataset-columns.module.css';
import { PersonalMarkMenu } from './personal-mark';

type Profile = ApiOutput['datasets']['read']['profile'][number];

/** What each column holds, at a glance: its type, a picture, what is missing. */
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
  return (
    <ul className={styles.columns}>
      {profile.map((column) => (
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
}

/** Numbers as people read them, dates as they are. */
function shorten(text: string): string {
  const number = Number(text);
  if (text === '' || Number.isNaN(number)) return text.slice(0, 24);
  return formatValue(number);
}

const shortType = (type: string): string => (type.length > 24 ? `${type.slice(0, 22)}…` : type).toLowerCase();
