import { useQuery } from '@tanstack/react-query';
import { ChevronRight, Table2, TextCursorInput, Unlink } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { GrantedDataset } from '@/cells/bridge/messages';
import { type ApiOutput, api } from '@/components/api';
import { Histogram, share } from '@/components/datasets/column-picture';
import { Button, IconButton } from '@/components/ui/button';
import { formatBytes, formatCount, formatNumber } from '@/components/ui/format';
import { ColumnList } from './column-list';
import styles from './data-panel.module.css';
import { dragInto, insert, quoteName } from './insert-into-notebook';
import type { NotebookSession } from './notebook-session';

type Profile = ApiOutput['datasets']['read']['profile'][number];

/** An attached data set: its columns, and what they hold as it was measured when the file was added; of personal data nothing is shown. */
export function DatasetEntry(props: {
  session: NotebookSession;
  dataset: GrantedDataset;
  datasetId: string | undefined;
  /** What is looked for, in small letters: columns are left out that do not fit, unless the table's name does. */
  search: string;
  onDetach(): void;
}) {
  const { session, dataset, datasetId, search, onDetach } = props;
  const { table, version, rows } = dataset;
  const [isOpen, setOpen] = useState(false);
  const isNamed = table.toLowerCase().includes(search);
  const columns = isNamed
    ? dataset.columns
    : dataset.columns.filter(({ name }) => name.toLowerCase().includes(search));
  const shows = isOpen || (search !== '' && !isNamed);
  const read = useQuery({
    queryKey: ['datasets', 'profile', datasetId, version],
    queryFn: () => api.datasets.read.query({ id: datasetId ?? '', version }),
    enabled: shows && datasetId !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const profiles = useMemo(
    () => new Map(read.data?.profile.map((profile) => [profile.name, profile])),
    [read.data],
  );
  if (!isNamed && columns.length === 0) return null;
  const text = quoteName(table);
  const given = { text, query: `SELECT *\nFROM ${text}\nLIMIT 1000` };
  return (
    <section className={styles.entry} aria-label={`Table ${table}`}>
      <header className={styles.entryHead}>
        <button
          type="button"
          aria-expanded={shows}
          className={styles.opener}
          title={`${table}. Drag into a cell`}
          onPointerDown={(event) => dragInto(session, given, event)}
          onClick={() => setOpen(!isOpen)}
        >
          <ChevronRight size={14} aria-hidden data-open={shows || undefined} />
          <Table2 size={14} aria-hidden />
          <span className={styles.table}>{table}</span>
          <span className={styles.size}>{formatCount(rows, 'row')}</span>
        </button>
      </header>
      {shows && (
        <div className={styles.entryBody}>
          <p className={styles.origin}>
            {dataset.name}, version {version} · {dataset.fileName} · {formatBytes(dataset.bytes)} ·{' '}
            {formatCount(dataset.columns.length, 'column')}
          </p>
          <div className={styles.acts}>
            <Button onClick={() => session.order('insertCell', { kind: 'sql', source: given.query })}>
              Query this table
            </Button>
            <IconButton
              label={`Insert ${text}`}
              icon={TextCursorInput}
              onClick={() => insert(session, given)}
            />
            <IconButton label={`Detach ${table}`} icon={Unlink} onClick={onDetach} />
          </div>
          <ColumnList
            session={session}
            table={text}
            columns={columns}
            under={{
              height: 34,
              draw: ({ name }) => (
                <Glance
                  profile={profiles.get(name)}
                  rows={rows}
                  personal={dataset.columns.find((column) => column.name === name)?.personal}
                />
              ),
            }}
          />
        </div>
      )}
    </section>
  );
}

/** A small histogram, or the most frequent values, with what is missing and how many there are. */
function Glance({ profile, rows, personal }: { profile?: Profile; rows: number; personal?: string }) {
  if (!profile) return <div className={styles.glance} />;
  const { histogram, top, missing, distinct, minimum, maximum, name } = profile;
  const words = [
    personal && `personal: ${personal}`,
    !personal && histogram && minimum !== undefined && `${minimum} – ${maximum}`,
    `${formatNumber(distinct)} distinct`,
    missing > 0 && `${share(missing, rows)} missing`,
  ].filter(Boolean);
  return (
    <div className={styles.glance}>
      {!personal && histogram ? (
        <Histogram counts={histogram} label={`${name} from ${minimum} to ${maximum}`} />
      ) : (
        !personal &&
        top && (
          <div className={styles.top} aria-hidden>
            {top.slice(0, 5).map(({ value, count }) => (
              <span key={value} style={{ flexGrow: count }} title={`${value}: ${formatCount(count, 'row')}`}>
                {value}
              </span>
            ))}
          </div>
        )
      )}
      <p title={words.join(' · ')}>{words.join(' · ')}</p>
    </div>
  );
}

/** A table that a cell made: SQL names it as it names data sets. */
export function CellTableEntry({
  session,
  name,
  shape,
  cellId,
}: {
  session: NotebookSession;
  name: string;
  shape: string;
  cellId: number;
}) {
  const text = quoteName(name);
  const given = { text, query: `SELECT *\nFROM ${text}\nLIMIT 1000` };
  return (
    <section className={styles.entry} aria-label={`Table ${name} of a cell`}>
      <header className={styles.entryHead}>
        <button
          type="button"
          className={styles.opener}
          title={`${name}, of a cell. Click to go there, drag into a cell`}
          onPointerDown={(event) => dragInto(session, given, event)}
          onClick={() => session.order('scrollTo', { cellId })}
        >
          <Table2 size={14} aria-hidden />
          <span className={styles.table}>{name}</span>
          <span className={styles.size}>{shape}</span>
        </button>
        <IconButton label={`Insert ${text}`} icon={TextCursorInput} onClick={() => insert(session, given)} />
      </header>
    </section>
  );
}
