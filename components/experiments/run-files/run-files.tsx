import { Download, Folder as FolderIcon } from 'lucide-react';
import { useState } from 'react';
import { formatBytes } from '@/components/ui/format';
import lineButton from '@/components/ui/line-button.module.css';
import { artifactUrl, type RunOfFile } from './artifact-url';
import { FilePreview } from './file-preview';
import { type Folder, toFolder } from './file-tree';
import styles from './run-files.module.css';

interface File {
  readonly path: string;
  readonly bytes: number;
  readonly createdAt: string;
}

/** The files of a run as a tree, and the chosen one as far as it can be shown. */
export function RunFiles({ run }: { run: RunOfFile & { readonly artifacts: readonly File[] } }) {
  const root = toFolder(run.artifacts);
  const [chosen, setChosen] = useState<string>();
  const shown = run.artifacts.find(({ path }) => path === chosen) ?? firstOf(root);
  if (!shown) return null;
  return (
    <div className={styles.files}>
      <nav aria-label="Files of the run">
        <Entries folder={root} shown={shown.path} onChoose={setChosen} />
      </nav>
      <div className={styles.preview}>
        <p className={styles.head}>
          <code>{shown.path}</code>
          <a
            className={styles.download}
            download
            aria-label={`Download ${shown.path}`}
            href={artifactUrl(run, shown.path)}
          >
            <Download size={16} aria-hidden /> Download
          </a>
        </p>
        <FilePreview key={`${shown.path} ${shown.createdAt}`} run={run} file={shown} />
      </div>
    </div>
  );
}

function Entries({
  folder,
  shown,
  onChoose,
}: {
  folder: Folder<File>;
  shown: string;
  onChoose(path: string): void;
}) {
  return (
    <ul className={styles.tree}>
      {folder.folders.map((inner) => (
        <li key={inner.path}>
          <details open>
            <summary>
              <FolderIcon size={16} aria-hidden /> {inner.name}
            </summary>
            <Entries folder={inner} shown={shown} onChoose={onChoose} />
          </details>
        </li>
      ))}
      {folder.files.map(({ name, path, bytes }) => (
        <li key={path}>
          <button
            type="button"
            className={`${lineButton.line} ${styles.file}`}
            aria-current={path === shown || undefined}
            onClick={() => onChoose(path)}
          >
            <span className={styles.name}>{name}</span>
            <span className={styles.size}>{formatBytes(bytes)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The first that the tree shows. */
const firstOf = (folder: Folder<File>): File | undefined =>
  folder.files[0] ?? folder.folders.map(firstOf).find((file) => file !== undefined);
