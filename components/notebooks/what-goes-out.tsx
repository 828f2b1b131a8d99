import { useQuery } from '@tanstack/react-query';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount, formatNumber } from '@/components/ui/format';
import styles from './share-dialog.module.css';
import { type ShownByLink, useSharedImports } from './use-shared-imports';

type Table = Pick<
  ApiOutput['datasets']['listGranted'][number],
  'table' | 'name' | 'version' | 'rows' | 'columns'
>;

/** Said before anything is shared: data goes out whole, whatever the app shows of it. `newest`: the revision that is the newest now. */
export function WhatGoesOut(props: ShownByLink) {
  const { notebookId } = props;
  const tables = useQuery({
    queryKey: ['datasets', 'granted', notebookId, 'shared'],
    queryFn: () => api.datasets.listGranted.query({ notebookId }),
  });
  const grants = useQuery({
    queryKey: ['notebooks', 'grants', notebookId, 'shared'],
    queryFn: () => api.notebooks.grants.query({ notebookId }),
  });
  const others = grants.data?.filter(({ kind }) => kind !== 'dataset' && kind !== 'notebook') ?? [];
  return (
    <div className={styles.out}>
      <p>
        <b>What goes out.</b> Whoever has the link can get at the notebook’s code and at these data sets{' '}
        <b>as a whole</b>, not only at what the app shows. What you attach to the notebook or import into it
        later goes out, too.
      </p>
      {tables.isError && (
        <ErrorNotice message={errorMessage(tables.error)} onRetry={() => tables.refetch()} />
      )}
      {tables.data?.length === 0 && <p>No data set is attached.</p>}
      <ul>
        {tables.data?.map((table) => (
          <li key={table.table}>
            <TableLine table={table} />
          </li>
        ))}
      </ul>
      <OtherNotebooks {...props} />
      {others.length > 0 && (
        <p>
          Not shared:{' '}
          {others.map(({ kind, name }) => (kind === 'workers' ? 'workers' : `${kind} of ${name}`)).join(', ')}
          . Cells that read it will say so.
        </p>
      )}
    </div>
  );
}

function TableLine({ table: { name, version, rows, columns } }: { table: Table }) {
  const personal = columns.filter((column) => column.personal);
  return (
    <>
      {name}, version {version}: {formatNumber(rows)} rows × {columns.length} columns
      {personal.length > 0 && (
        <strong className={styles.personal}>
          {' '}
          with personal data in {personal.map((column) => column.name).join(', ')}
        </strong>
      )}
    </>
  );
}

/** The cells of other notebooks that the app imports go along, with what they read. */
function OtherNotebooks(props: ShownByLink) {
  const shared = useSharedImports(props);
  if (shared.isError)
    return <ErrorNotice message={errorMessage(shared.error)} onRetry={() => shared.refetch()} />;
  const { imports = [], left = [] } = shared.data ?? {};
  return (
    <>
      {imports.length > 0 && (
        <p>
          <b>Of other notebooks</b> the cells that this one imports are shown along, and go out with their
          code, and with the data sets and files that they name, <b>as a whole</b>.
        </p>
      )}
      <ul>
        {imports.map(({ id, revision, title, cells, tables, files }) => (
          <li key={`${id} ${revision}`}>
            “{title}”, revision {revision}: {formatCount(cells, 'cell')}
            {tables.length + files.length > 0 && (
              <ul>
                {tables.map((table) => (
                  <li key={table.table}>
                    <TableLine table={table} />
                  </li>
                ))}
                {files.map((name) => (
                  <li key={`file ${name}`}>the file {name}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
      {left.length > 0 && (
        <p>
          Not shown: what is imported from{' '}
          {left.map(({ name, by }) => (by ? `${name} (by “${by}”)` : name)).join(', ')}. A message stands in
          its place. Run the cell that imports it: it says why, or asks you to allow it.
        </p>
      )}
    </>
  );
}
