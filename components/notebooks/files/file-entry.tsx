import {
  Code,
  Copy,
  Download,
  FileBraces,
  FileCode,
  File as FileIcon,
  FileText,
  Image,
  type LucideIcon,
  MoreHorizontal,
  PencilLine,
  Replace,
  Table2,
  Trash2,
} from 'lucide-react';
import { useRef, useState } from 'react';
import { fileNameRule, isNewFileName, type NotebookFile } from '@/cells/document/file-lock';
import { api, errorMessage } from '@/components/api';
import { IconButton } from '@/components/ui/button';
import { TextInput } from '@/components/ui/field';
import { formatBytes } from '@/components/ui/format';
import { Menu } from '@/components/ui/menu';
import { saveFile } from '@/components/ui/save-file';
import { toast } from '@/components/ui/toast';
import { CellLinks } from '../cell-links';
import type { NotebookSession } from '../notebook-session';
import { codeFor, kindOf } from './file-code';
import styles from './files-panel.module.css';
import type { Files } from './use-files';

export function FileEntry(props: {
  notebookId: string;
  session: NotebookSession;
  name: string;
  file: NotebookFile;
  /** The list has it, this workspace has not. */
  isMissing: boolean;
  files: Files;
}) {
  const { notebookId, session, name, file, isMissing, files } = props;
  const { type, bytes, hash } = file;
  const [isRenaming, setRenaming] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const Icon = iconOf(name, type);
  const cells = session
    .notebook()
    .cells.filter(({ source }) => source.includes(name))
    .map(({ id }) => id);

  const open = async () => (await api.notebooks.openFile.query({ notebookId, name, hash })).path;
  const code = async () => {
    const isModule = type === 'text/javascript' && bytes <= 1_000_000;
    return codeFor(name, type, isModule ? await (await fetch(await open())).text() : undefined);
  };
  const attempt = (act: () => Promise<void>) => {
    act().catch((error) => toast.failed(errorMessage(error)));
  };
  const download = async () => {
    const response = await fetch(await open());
    if (!response.ok) throw new Error(`${name} could not be fetched (${response.status}). Try again.`);
    saveFile(name, await response.blob());
  };

  return (
    <li className={styles.file} aria-label={name}>
      <div className={styles.head}>
        <Icon size={16} aria-hidden />
        {isRenaming ? (
          <RenameField
            name={name}
            taken={session.get().files}
            onDone={(to) => {
              setRenaming(false);
              if (to !== undefined) files.rename(name, to);
            }}
          />
        ) : (
          <span className={styles.name} title={name}>
            {name}
          </span>
        )}
        {!isRenaming && (
          <IconButton
            label={`Use ${name} in a new cell`}
            icon={Code}
            onClick={() =>
              attempt(async () => session.order('insertCell', { kind: 'javascript', source: await code() }))
            }
          />
        )}
        <Menu
          trigger={<IconButton label={`More about ${name}`} icon={MoreHorizontal} />}
          items={[
            {
              label: 'Copy the code that uses it',
              icon: Copy,
              onSelect: () =>
                attempt(async () => {
                  const text = await code();
                  await navigator.clipboard.writeText(text);
                  toast.done(`Copied: ${text}`);
                }),
            },
            { label: 'Download', icon: Download, disabled: isMissing, onSelect: () => attempt(download) },
            // The menu gives the focus back before it goes.
            { label: 'Rename', icon: PencilLine, onSelect: () => setTimeout(() => setRenaming(true)) },
            { label: 'Replace …', icon: Replace, onSelect: () => picker.current?.click() },
            'separator',
            { label: 'Remove', icon: Trash2, danger: true, onSelect: () => files.remove(name) },
          ]}
        />
      </div>
      <p className={styles.about}>
        {kindOf(name, type)} · {formatBytes(bytes)}
        {cells.length > 0 && ' · '}
        <CellLinks cells={cells.slice(0, 8)} session={session} />
      </p>
      {isMissing && (
        <p className={styles.note}>
          This notebook came without it. Choose <em>Replace …</em> and give the file, or the cells that read
          it cannot run.
        </p>
      )}
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={`Replace ${name}`}
        onChange={(event) => {
          const [chosen] = [...(event.target.files ?? [])];
          event.target.value = '';
          if (chosen) void files.add([chosen], name);
        }}
      />
    </li>
  );
}

function RenameField(props: {
  name: string;
  taken: ReadonlyMap<string, unknown>;
  /** Undefined leaves it as it is. */
  onDone(name: string | undefined): void;
}) {
  const { name, taken, onDone } = props;
  const [value, setValue] = useState(name);
  const wanted = value.trim().normalize();
  const problem = wanted === name ? undefined : refusalOf(wanted, taken);
  return (
    <form
      className={styles.rename}
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === undefined) onDone(wanted);
      }}
    >
      <TextInput
        autoFocus
        aria-label={`New name of ${name}`}
        aria-invalid={problem !== undefined || undefined}
        value={value}
        onChange={(event) => setValue(event.target.value)}
        onFocus={(event) => {
          const dot = name.lastIndexOf('.');
          event.target.setSelectionRange(0, dot > 0 ? dot : name.length);
        }}
        onKeyDown={(event) => event.key === 'Escape' && onDone(undefined)}
        onBlur={() => onDone(problem === undefined ? wanted : undefined)}
      />
      {problem !== undefined && (
        <span className={styles.note} role="alert">
          {problem}
        </span>
      )}
    </form>
  );
}

function refusalOf(name: string, taken: ReadonlyMap<string, unknown>): string | undefined {
  if (!isNewFileName(name)) return fileNameRule;
  return taken.has(name) ? `There is a file ${name} already.` : undefined;
}

function iconOf(name: string, type: string): LucideIcon {
  if (type.startsWith('image/')) return Image;
  if (/\.(csv|tsv|parquet|arrow|feather|xlsx|sqlite|db)$/i.test(name)) return Table2;
  if (/json$/.test(type)) return FileBraces;
  if (/\.(m?js|css|html|xml)$/i.test(name)) return FileCode;
  return type.startsWith('text/') ? FileText : FileIcon;
}
