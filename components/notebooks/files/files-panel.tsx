import { useQuery } from '@tanstack/react-query';
import { FilePlus, X } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { api } from '@/components/api';
import { Button, IconButton } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatBytes, formatCount } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import type { NotebookSession, SessionState } from '../notebook-session';
import { FileEntry } from './file-entry';
import styles from './files-panel.module.css';
import { useFiles } from './use-files';

/** The files that stand beside this notebook and go with it: cells read and import them by name. */
export function FilesPanel(props: { notebookId: string; session: NotebookSession; state: SessionState }) {
  const { notebookId, session, state } = props;
  const picker = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const files = useFiles(notebookId, session);
  const listed = [...state.files].toSorted(([a], [b]) => a.localeCompare(b));
  const hashes = [...new Set(listed.map(([, { hash }]) => hash))].toSorted();
  const { data: missing = [] } = useQuery({
    queryKey: ['notebooks', 'missing files', notebookId, hashes],
    queryFn: () => api.notebooks.missingFiles.query({ notebookId, hashes }),
    enabled: hashes.length > 0,
  });
  const drop = (event: DragEvent) => {
    setOver(false);
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    // Else the page would take it for data.
    event.stopPropagation();
    void files.add([...event.dataTransfer.files]);
  };
  const bytes = listed.reduce((sum, [, file]) => sum + file.bytes, 0);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button does the same
    <div
      className={styles.files}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false); // a node, where it is in this page
      }}
      onDrop={drop}
    >
      <div className={styles.acts}>
        <Button icon={FilePlus} onClick={() => picker.current?.click()}>
          Add files
        </Button>
        {listed.length > 0 && (
          <span className={styles.sum}>
            {formatCount(listed.length, 'file')}, {formatBytes(bytes)}
          </span>
        )}
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label="Add files"
          onChange={(event) => {
            const chosen = [...(event.target.files ?? [])];
            event.target.value = '';
            if (chosen.length > 0) void files.add(chosen);
          }}
        />
      </div>
      {files.sendings.map(({ name, fraction, problem }) => (
        <div key={name} className={styles.sending}>
          {problem === undefined ? (
            <>
              <span role="status">
                {name}: {Math.floor(fraction * 100)} %
              </span>
              <Progress fraction={fraction} label={`Sending ${name}`} />
            </>
          ) : (
            <ErrorNotice message={problem} />
          )}
          <IconButton
            label={problem === undefined ? `Stop sending ${name}` : 'Close'}
            icon={X}
            onClick={() => files.forget(name)}
          />
        </div>
      ))}
      {listed.length === 0 ? (
        <p className={styles.hint}>
          Drop files here: JSON, CSV, pictures, JavaScript, styles. They stay with this notebook, its history
          and its copies. A cell reads one with <code>FileAttachment("data.json").json()</code>, imports one
          with <code>import {'{f}'} from "./look.js"</code>, and a text shows one with{' '}
          <code>![](pier.png)</code>. Large tables are better attached as data.
        </p>
      ) : (
        <ul className={styles.list}>
          {listed.map(([name, file]) => (
            <FileEntry
              key={name}
              notebookId={notebookId}
              session={session}
              name={name}
              file={file}
              isMissing={missing.includes(file.hash)}
              files={files}
            />
          ))}
        </ul>
      )}
    </div>
  );
}
