import { Database, FileUp, FlaskConical, Plug, Unlink } from 'lucide-react';
import { useRef, useState } from 'react';
import type { GrantedDataset } from '@/cells/bridge/messages';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { ConnectDialog } from '@/components/connections/connect-dialog';
import { tableFiles } from '@/components/datasets/drop-zone';
import { AttachRunsDialog } from '@/components/experiments/attach-runs-dialog';
import { Button, IconButton } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { TextInput } from '@/components/ui/field';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import { ConnectionEntry } from './connection-entry';
import styles from './data-panel.module.css';
import type { NotebookSession, SessionState } from './notebook-session';
import { CellTableEntry, DatasetEntry } from './table-entry';
import type { Granted } from './use-granted';
import { useWatched } from './use-watched';

type Revoked = ApiOutput['notebooks']['revokeGrant'];

/** The data that this notebook was given, by the names under which SQL knows it. */
export function DataPanel(props: {
  notebookId: string;
  session: NotebookSession;
  state: SessionState;
  granted: Granted;
  onFile(file: File): void;
  onAttach(): void;
}) {
  const { notebookId, session, state, granted, onFile, onAttach } = props;
  useWatched(session, state, 'variables');
  const [typed, setTyped] = useState('');
  const search = typed.trim().toLowerCase();
  const picker = useRef<HTMLInputElement>(null);
  const { query, refresh } = granted;
  const datasets = query.data?.datasets;
  const [attachesRuns, setAttachesRuns] = useState(false);
  const [connects, setConnects] = useState(false);
  const revoke = async (id: string, said: string, undo: (revoked: Revoked) => Promise<unknown>) => {
    try {
      const revoked = await api.notebooks.revokeGrant.mutate({ id });
      toast.done(said, () => {
        undo(revoked).then(refresh, (error) => toast.failed(errorMessage(error)));
      });
      await refresh();
    } catch (error) {
      toast.failed(errorMessage(error));
    }
  };
  const detach = async ({ table }: GrantedDataset) => {
    const grant = query.data?.grants.find(({ kind, name }) => kind === 'dataset' && name === table);
    if (!grant) return;
    await revoke(grant.id, `${table} is no longer attached.`, ({ subjectId, version }) =>
      api.notebooks.grantDataset.mutate({
        notebookId,
        datasetId: subjectId,
        table,
        version: version ?? undefined,
      }),
    );
  };

  const cellTables = state.variables.filter(({ type }) => type === 'table');
  const disconnect = async (name: string) => {
    const grant = query.data?.grants.find((one) => one.kind === 'connection' && one.name === name);
    if (!grant) return;
    await revoke(grant.id, `${name} is no longer connected.`, ({ subjectId }) =>
      api.notebooks.grantConnection.mutate({ notebookId, connectionId: subjectId }),
    );
  };

  return (
    <div className={styles.data}>
      <div className={styles.acts}>
        <Button icon={Database} onClick={onAttach}>
          Attach data
        </Button>
        <Button icon={FileUp} onClick={() => picker.current?.click()}>
          Open file
        </Button>
        <Button icon={Plug} onClick={() => setConnects(true)}>
          Connect
        </Button>
        <Button icon={FlaskConical} onClick={() => setAttachesRuns(true)}>
          Attach runs
        </Button>
        <input
          ref={picker}
          type="file"
          hidden
          aria-label="Open a data file"
          accept={tableFiles}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) onFile(file);
          }}
        />
      </div>
      {query.isPending && <Loading />}
      {query.isError && <ErrorNotice message={errorMessage(query.error)} onRetry={() => query.refetch()} />}
      {(datasets?.length || query.data?.connections.length || cellTables.length > 0) && (
        <TextInput
          type="search"
          aria-label="Find tables and columns"
          placeholder="Find tables and columns"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {datasets?.length === 0 && query.data?.connections.length === 0 && (
        <p className={styles.hint}>
          A notebook reads only what it was given. Attach a data set, or drop a CSV, TSV, Parquet, JSON,
          Arrow, Excel or SQLite file, a folder or zip of pictures, or a TensorFlow.js model, anywhere here.
        </p>
      )}
      {datasets?.map((dataset) => (
        <DatasetEntry
          key={dataset.table}
          session={session}
          dataset={dataset}
          datasetId={
            query.data?.grants.find(({ kind, name }) => kind === 'dataset' && name === dataset.table)
              ?.subjectId
          }
          search={search}
          onDetach={() => void detach(dataset)}
        />
      ))}
      {cellTables
        .filter(({ name }) => name.toLowerCase().includes(search))
        .map(({ cellId, name, shape }) => (
          <CellTableEntry key={`${cellId} ${name}`} {...{ session, cellId, name }} shape={shape ?? ''} />
        ))}
      {query.data?.connections.map((connection) => (
        <ConnectionEntry
          key={connection.name}
          notebookId={notebookId}
          session={session}
          connection={connection}
          search={search}
          onDetach={() => void disconnect(connection.name)}
        />
      ))}
      {query.data?.grants
        .filter(({ kind }) => kind === 'predictions')
        .map(({ id, name }) => (
          <p key={id} className={styles.hint}>
            May read the predictions of the model {name}.
          </p>
        ))}
      {query.data?.grants
        .filter(({ kind }) => kind === 'runs')
        .map(({ id, name }) => (
          <p key={id} className={styles.runs}>
            <span>
              May read the runs of {name}: <code>runs({JSON.stringify(name)})</code>
            </span>
            <IconButton
              label={`Detach the runs of ${name}`}
              icon={Unlink}
              onClick={() =>
                void revoke(id, `The runs of ${name} are no longer attached.`, ({ subjectId }) =>
                  api.notebooks.grantRuns.mutate({ notebookId, experimentId: subjectId }),
                )
              }
            />
          </p>
        ))}
      {query.data?.grants
        .filter(({ kind }) => kind === 'workers')
        .map(({ id }) => (
          <p key={id} className={styles.runs}>
            <span>May search on the workers of the workspace.</span>
            <IconButton
              label="Keep searches in the tab"
              icon={Unlink}
              onClick={() =>
                void revoke(id, 'Searches stay in the tab.', () =>
                  api.notebooks.grantWorkers.mutate({ notebookId }),
                )
              }
            />
          </p>
        ))}
      {query.data?.grants
        .filter(({ kind }) => kind === 'notebook')
        .map(({ id, name, version }) => (
          <p key={id} className={styles.runs}>
            <span>
              May run cells of{' '}
              <a href={`/notebooks/${name}`}>{query.data.imported.get(name) ?? 'a deleted notebook'}</a>, on
              its data sets.
            </span>
            <IconButton
              label={`Do not import from ${query.data.imported.get(name) ?? 'it'} any more`}
              icon={Unlink}
              onClick={() =>
                void revoke(id, 'Its cells may not run here any more.', ({ subjectId }) =>
                  api.notebooks.grantNotebook.mutate({
                    ...{ notebookId, importedId: subjectId, revision: version ?? 1 },
                  }),
                )
              }
            />
          </p>
        ))}
      {connects && (
        <ConnectDialog
          notebookId={notebookId}
          taken={query.data?.connections.map(({ name }) => name) ?? []}
          onDone={() => {
            setConnects(false);
            void refresh();
          }}
        />
      )}
      {attachesRuns && (
        <AttachRunsDialog
          notebookId={notebookId}
          onDone={() => {
            setAttachesRuns(false);
            void refresh();
          }}
        />
      )}
    </div>
  );
}

export const firstQuery = (table: string) => `SELECT * FROM ${table}\nLIMIT 1000`;
