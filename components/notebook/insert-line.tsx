import { FileUp, Plus, Table2 } from 'lucide-react';
import { type ReactElement, useRef } from 'react';
import { kinds } from '@/cells/kinds';
import { Menu } from '@/components/ui/menu';
import styles from './insert-line.module.css';
import { kindsInView } from './kinds-in-view';
import { useNotebook } from './notebook-context';

/** The quiet line under a cell at which another one is added; without `after`, the one on top. */
export function InsertLine({ after }: { after?: number }) {
  return (
    <div className={styles.insert}>
      <InsertMenu
        after={after}
        trigger={
          <button type="button" aria-label="Add a cell here" title="Add a cell here">
            <Plus size={14} aria-hidden />
          </button>
        }
      />
    </div>
  );
}

export const acceptedFiles = '.csv,.tsv,.txt,.json,.jsonl,.ndjson,.parquet,.arrow,.feather,.zip';

function InsertMenu({ after, trigger }: { after?: number; trigger: ReactElement }) {
  const { actions, services, store } = useNotebook();
  const picker = useRef<HTMLInputElement>(null);
  const at = () => (after === undefined ? 0 : store.order().indexOf(after) + 1);
  return (
    <>
      <Menu
        align="start"
        trigger={trigger}
        items={[
          ...kinds.map(({ name, label }) => ({
            label,
            icon: kindsInView[name].icon,
            onSelect: () => void actions.insert(name, at()),
          })),
          'separator',
          { label: 'File as data…', icon: FileUp, onSelect: () => picker.current?.click() },
          { label: 'Attach a data set…', icon: Table2, onSelect: () => services.attachDataset() },
        ]}
      />
      <input
        ref={picker}
        type="file"
        hidden
        accept={acceptedFiles}
        onChange={(event) => {
          for (const file of event.target.files ?? []) services.proposeFile(file, at());
          event.target.value = '';
        }}
      />
    </>
  );
}
