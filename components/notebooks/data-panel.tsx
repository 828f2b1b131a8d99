import { Database, FileUp, FlaskConical, Unlink } from 'lucide-react';
import { useRef, useState } from 'react';
import type { GrantedDataset } from '@/cells/bridge/messages';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { AttachRunsDialog } from '@/components/experiments/attach-runs-dialog';
import { Button, IconButton } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatBytes, formatCount } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import styles from './data-panel.module.css';
import type { NotebookSession } from './notebook-session';
import type { Granted } from './use-granted';

type Revoked = ApiOutput['notebooks']['revokeGrant'];

/** The data that this notebook was given, by the names under which SQL knows it. */
export function DataPanel(props: {
  notebookId: string;
  session: NotebookSession;
  granted: Granted;
  onFile(file: File): void;
  onAttach(): void;
}) {
  const { notebookId, session, granted, onFile, onAttach } = props;
  const picker = useRef<HTMLInputElement>(null);
  const { query, refresh } = granted;
  const datasets = query.data?.datasets;
  const [attachesRuns, setAttachesRuns] = useState(false);
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

  return (
    <div className={styles.data}>
      <div className={styles.acts}>
        <Button icon={Database} onClick={onAttach}>
          Attach data
        </Button>
        <Button icon={FileUp} onClick={() => picker.current?.click()}>
          Open file
        </Button>
        <Button icon={FlaskConical} onClick={() => setAttachesRuns(true)}>
          Attach runs
        </Button>
        <input
          ref={picker}
          type="file"
          hidden
          aria-label="Open a data file"
          accept=".csv,.tsv,.parquet,.json,.jsonl,.ndjson,.arrow,.feather,.zip"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) onFile(file);
          }}
        />
      </div>
      {query.isPending && <Loading />}
      {query.isError && <ErrorNotice message={errorMessage(query.error)} onRetry={() => query.refetch()} />}
      {datasets?.length === 0 && (
        <p className={styles.hint}>
          A notebook reads only what it was given. Attach a data set, or drop a CSV, TSV, Parquet, JSON or
          Arrow file, a folder or zip of pictures, or a TensorFlow.js model, anywhere here.
        </p>
      )}
      {datasets?.map((dataset) => (
        <DatasetEntry
          key={dataset.table}
          dataset={dataset}
          onDetach={() => void detach(dataset)}
          onQuery={() =>
            session.order('insertCell', { kind: 'sql', source: firstQuery(dataset.table), output: undefined })
          }
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

function DatasetEntry(props: { dataset: GrantedDataset; onDetach(): void; onQuery(): void }) {
  const { dataset, onDetach, onQuery } = props;
  return (
    <details className={styles.dataset}>
      <summary className={styles.summary}>
        <span className={styles.table}>{dataset.table}</span>
        <span className={styles.size}>{formatCount(dataset.rows, 'row')}</span>
      </summary>
      <p className={styles.origin}>
        {dataset.name}, version {dataset.version} · {dataset.fileName} · {formatBytes(dataset.bytes)}
      </p>
      <table className={styles.columns}>
        <tbody>
          {dataset.columns.map(({ name, type }) => (
            <tr key={name}>
              <td>{name}</td>
              <td className={styles.type}>{type.toLowerCase()}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles.acts}>
        <Button onClick={onQuery}>Query it</Button>
        <IconButton label={`Detach ${dataset.table}`} icon={Unlink} onClick={onDetach} />
      </div>
    </details>
  );
}
