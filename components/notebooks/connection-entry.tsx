import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronRight, Database, RefreshCw, Table2, TextCursorInput, Unlink } from 'lucide-react';
import { useRef, useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { connectionKinds } from '@/components/connections/kinds';
import { Button, IconButton } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { ColumnList } from './column-list';
import styles from './data-panel.module.css';
import { dragInto, insert, quoteName } from './insert-into-notebook';
import type { NotebookSession } from './notebook-session';

interface Entry {
  readonly notebookId: string;
  readonly session: NotebookSession;
  readonly connection: { readonly name: string; readonly kind: keyof typeof connectionKinds };
  /** What is looked for, in small letters. */
  readonly search: string;
}

/** A database elsewhere: its tables are asked for when it is opened, the columns of a table when that is. */
export function ConnectionEntry({ onDetach, ...entry }: Entry & { onDetach(): void }) {
  const { notebookId, connection, search } = entry;
  const [isOpen, setOpen] = useState(false);
  const tables = useQuery({
    queryKey: ['connections', 'tables', notebookId, connection.name],
    queryFn: ({ signal }) =>
      api.connections.grantedTables.query({ notebookId, connection: connection.name }, { signal }),
    enabled: isOpen || search !== '',
    staleTime: 5 * 60_000,
    retry: false,
  });
  const found = (tables.data?.tables ?? []).filter(({ schema, table }) =>
    `${schema}.${table}`.toLowerCase().includes(search),
  );
  const shows = isOpen || search !== '';
  return (
    <section className={styles.entry} aria-label={`Connection ${connection.name}`}>
      <header className={styles.entryHead}>
        <button
          type="button"
          aria-expanded={shows}
          className={styles.opener}
          onClick={() => setOpen(!isOpen)}
        >
          <ChevronRight size={14} aria-hidden data-open={shows || undefined} />
          <Database size={14} aria-hidden />
          <span className={styles.table}>{connection.name}</span>
          <span className={styles.size}>{connectionKinds[connection.kind].label}</span>
        </button>
        {shows && (
          <IconButton
            label={`Look at ${connection.name} again`}
            icon={RefreshCw}
            onClick={() => void tables.refetch()}
          />
        )}
        <IconButton label={`Disconnect ${connection.name}`} icon={Unlink} onClick={onDetach} />
      </header>
      {shows && (
        <div className={styles.entryBody}>
          {tables.isFetching && <Loading />}
          {tables.isError && !tables.isFetching && (
            <ErrorNotice message={errorMessage(tables.error)} onRetry={() => tables.refetch()} />
          )}
          {tables.isSuccess && found.length === 0 && (
            <p className={styles.hint}>
              {search
                ? 'No table of that name.'
                : 'Its account can read no table. Grant it some in the database.'}
            </p>
          )}
          {tables.data?.hasMore && (
            <p className={styles.hint}>
              The first {formatCount(tables.data.tables.length, 'table')} of more.
            </p>
          )}
          {found.length > 0 && <Tables {...entry} tables={found} />}
        </div>
      )}
    </section>
  );
}

type Named = { readonly schema: string; readonly table: string };

function Tables({ tables, ...entry }: Entry & { tables: readonly Named[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const rows = useVirtualizer({
    count: tables.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 28,
    overscan: 8,
    getItemKey: (index) => keyOf(tables[index]),
  });
  return (
    <div ref={scroller} className={styles.tableScroller}>
      <ul className={styles.tableList} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const table = tables[index];
          if (!table) return null;
          const isOpen = opened.has(keyOf(table));
          const toggle = () => {
            const next = new Set(opened);
            if (!next.delete(keyOf(table))) next.add(keyOf(table));
            setOpened(next);
          };
          return (
            <li key={key} data-index={index} ref={rows.measureElement} style={{ top: start }}>
              <OneTable {...entry} named={table} isOpen={isOpen} onToggle={toggle} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const keyOf = (named: Named | undefined) => JSON.stringify([named?.schema, named?.table]);

function OneTable(props: Entry & { named: Named; isOpen: boolean; onToggle(): void }) {
  const { notebookId, session, connection, named, isOpen, onToggle } = props;
  const { schema, table } = named;
  const columns = useQuery({
    queryKey: ['connections', 'columns', notebookId, connection.name, schema, table],
    queryFn: ({ signal }) =>
      api.connections.grantedColumns.query(
        { notebookId, connection: connection.name, schema, table },
        { signal },
      ),
    enabled: isOpen,
    staleTime: 5 * 60_000,
    retry: false,
  });
  const text = schema === 'public' ? quoteName(table) : `${quoteName(schema)}.${quoteName(table)}`;
  const given = { text, query: `SELECT *\nFROM ${text}\nLIMIT 1000`, connection: connection.name };
  return (
    <>
      <div className={styles.tableRow}>
        <button
          type="button"
          aria-expanded={isOpen}
          className={styles.opener}
          title={`${schema}.${table}. Drag into a cell`}
          onPointerDown={(event) => dragInto(session, given, event)}
          onClick={onToggle}
        >
          <ChevronRight size={14} aria-hidden data-open={isOpen || undefined} />
          <Table2 size={13} aria-hidden />
          <span className={styles.tableName}>
            {schema !== 'public' && <span className={styles.schema}>{schema}.</span>}
            {table}
          </span>
        </button>
      </div>
      {isOpen && (
        <div className={styles.tableBody}>
          <div className={styles.acts}>
            <Button
              onClick={() =>
                session.order('insertCell', {
                  ...{ kind: 'sql', source: given.query, connection: connection.name },
                })
              }
            >
              Query this table
            </Button>
            <IconButton
              label={`Insert ${text}`}
              icon={TextCursorInput}
              onClick={() => insert(session, given)}
            />
          </div>
          {columns.isPending && <Loading />}
          {columns.isError && (
            <ErrorNotice message={errorMessage(columns.error)} onRetry={() => columns.refetch()} />
          )}
          {columns.data && (
            <ColumnList
              session={session}
              table={text}
              connection={connection.name}
              columns={columns.data.columns}
            />
          )}
        </div>
      )}
    </>
  );
}
