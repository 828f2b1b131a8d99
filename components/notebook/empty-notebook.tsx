import { Database, FileUp, Table2, Text } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { acceptedFiles } from './insert-line';
import styles from './notebook.module.css';
import { useNotebook } from './notebook-context';

/** A notebook without cells: what it is for, and where to begin. */
export function EmptyNotebook() {
  const { actions, services } = useNotebook();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.empty}>
      <h2>Ask your data something</h2>
      <p>
        A notebook is made of cells: text, queries, charts, models. When one changes, those that depend on it
        follow. Drop a file anywhere, or begin with:
      </p>
      <div className={styles.firstSteps}>
        <Button variant="primary" icon={FileUp} onClick={() => picker.current?.click()}>
          Open a file
        </Button>
        <Button icon={Table2} onClick={() => services.attachDataset()}>
          Attach a data set
        </Button>
        <Button icon={Database} onClick={() => actions.insert('sql', 0)}>
          Write SQL
        </Button>
        <Button icon={Text} onClick={() => actions.insert('markdown', 0)}>
          Write text
        </Button>
      </div>
      <input
        ref={picker}
        type="file"
        hidden
        accept={acceptedFiles}
        aria-label="File to open"
        onChange={(event) => {
          for (const file of event.target.files ?? []) services.proposeFile(file, 0);
          event.target.value = '';
        }}
      />
    </div>
  );
}
