import Link from 'next/link';
import { useState } from 'react';
import { Field, Select } from '@/components/ui/field';
import type { RunOfFile } from './artifact-url';
import { FilePreview } from './file-preview';
import styles from './run-files.module.css';

interface RunWithFiles extends RunOfFile {
  readonly name: string;
  readonly artifacts: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly createdAt: string;
  }[];
}

/** A file that several runs have, of each of them side by side. Nothing where they have none in common. */
export function ComparedFiles({ runs }: { runs: readonly RunWithFiles[] }) {
  const [chosen, setChosen] = useState('');
  const paths = pathsOfSeveral(runs);
  if (paths.length === 0) return <p className={styles.quiet}>No two of them have a file of the same name.</p>;
  const shown = paths.includes(chosen) ? chosen : '';
  return (
    <>
      <Field label="File">
        <Select
          className={styles.choice}
          value={shown}
          onChange={setChosen}
          options={[
            { value: '', label: 'Choose one' },
            ...paths.map((path) => ({ value: path, label: path })),
          ]}
        />
      </Field>
      {shown && (
        <div className={styles.compared}>
          {runs.map((run) => {
            const file = run.artifacts.find(({ path }) => path === shown);
            return (
              <section key={run.id} aria-label={`${shown} of ${run.name}`}>
                <h3>
                  <Link href={`/experiments/runs/${run.id}`}>{run.name}</Link>
                </h3>
                {file ? <FilePreview run={run} file={file} /> : <p className={styles.quiet}>It has none.</p>}
              </section>
            );
          })}
        </div>
      )}
    </>
  );
}

function pathsOfSeveral(runs: readonly RunWithFiles[]): string[] {
  const counts = new Map<string, number>();
  for (const { artifacts } of runs)
    for (const { path } of artifacts) counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts]
    .flatMap(([path, count]) => (count > 1 ? [path] : []))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
