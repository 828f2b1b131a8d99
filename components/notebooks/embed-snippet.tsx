import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { parseNotebook } from '@/cells/document/parse';
import { api } from '@/components/api';
import { CopyButton } from '@/components/ui/copy-button';
import { Checkbox, Field, Select } from '@/components/ui/field';
import styles from './share-dialog.module.css';
import { writeSnippet } from './write-snippet';

/** The lines that show one cell, or several, in another page. */
export function EmbedSnippet(props: {
  notebookId: string;
  token: string;
  origins: readonly string[];
  revision: number | null;
}) {
  const { notebookId, token, origins, revision } = props;
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [theme, setTheme] = useState('');
  const notebook = useQuery({
    queryKey: ['notebooks', 'cells', notebookId, revision],
    queryFn: async () => {
      const { html } = await api.notebooks.read.query({ id: notebookId, revision: revision ?? undefined });
      return parseNotebook(html).cells.flatMap(({ output, kind, source, id }) => {
        const name =
          output ??
          (kind === 'javascript'
            ? /^\s*(?:const|let|function|class|viewof)\s+([\w$]+)/.exec(source)?.[1]
            : undefined);
        return [{ name: name ?? String(id), label: name ?? `cell ${id} (${kind})` }];
      });
    },
  });
  const snippet = writeSnippet({ origin: location.origin, token, cells: chosen, theme });
  return (
    <div className={styles.embed}>
      <p className={styles.about}>
        Shown in pages of {origins.join(', ')}. Choose what; nothing chosen is the whole app.
      </p>
      <div className={styles.cells}>
        {notebook.data?.map(({ name, label }) => (
          <Checkbox
            key={name}
            label={label}
            checked={chosen.includes(name)}
            onChange={(on) => setChosen(on ? [...chosen, name] : chosen.filter((one) => one !== name))}
          />
        ))}
      </div>
      <Field label="Theme">
        <Select
          value={theme}
          onChange={setTheme}
          options={[
            { value: '', label: 'As the reader’s system has it' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
      </Field>
      <div className={styles.snippet}>
        <pre>{snippet}</pre>
        <CopyButton text={snippet} label="Copy these lines" />
      </div>
    </div>
  );
}
