import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { errorMessage } from '@/components/api';
import codeTable from '@/components/ui/code-table.module.css';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { artifactUrl, type RunOfFile } from './artifact-url';
import type { RunFile } from './file-tree';
import { type Preview, readPreview, whyNoPreview } from './read-preview';
import styles from './run-files.module.css';

/** A file of a run as far as it can be shown: nothing of it is ever executed. */
export function FilePreview({
  run,
  file: { path, bytes, createdAt },
}: {
  run: RunOfFile;
  file: RunFile & { readonly createdAt: string };
}) {
  const why = whyNoPreview(path, bytes);
  const content = useQuery({
    // A file may be replaced by one of the same path.
    queryKey: ['run file', run.id, path, createdAt],
    queryFn: async ({ signal }) => {
      const response = await fetch(artifactUrl(run, path), { signal });
      if (!response.ok) throw new Error(`${path} could not be read (status ${response.status}).`);
      return readPreview(path, new Uint8Array(await response.arrayBuffer()));
    },
    enabled: why === undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (why !== undefined) return <p className={styles.quiet}>{why}</p>;
  if (content.isError)
    return <ErrorNotice message={errorMessage(content.error)} onRetry={() => content.refetch()} />;
  return content.data ? <Shown preview={content.data} path={path} /> : <Loading />;
}

function Shown({ preview, path }: { preview: Preview; path: string }) {
  switch (preview.kind) {
    case 'image':
      return <Picture content={preview.content} path={path} />;
    case 'html':
      return (
        <>
          <iframe className={styles.html} sandbox="" srcDoc={contained + preview.html} title={path} />
          <p className={styles.quiet}>
            Scripts and what it would fetch from elsewhere are left out. Download it to see it whole.
          </p>
        </>
      );
    case 'table':
      return <Rows rows={preview.rows} total={preview.total} path={path} />;
    case 'text':
      return (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls by keyboard */}
          <pre className={styles.text} tabIndex={0}>
            {preview.text}
          </pre>
          {!preview.isWhole && (
            <p className={styles.quiet}>
              The first {formatNumber(preview.text.length)} characters. Download it for all.
            </p>
          )}
        </>
      );
    case 'none':
      return <p className={styles.quiet}>{preview.why}</p>;
  }
}

function Picture({ content, path }: { content: Blob; path: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(content);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [content]);
  if (url === undefined) return null;
  // biome-ignore lint/performance/noImgElement: bytes of this page, not a picture that a server could scale
  return <img className={styles.picture} src={url} alt={path} />;
}

/** Beside the sandbox, which runs no script: nothing is fetched from anywhere. */
const contained =
  '<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:; font-src data:">';

function Rows({
  rows: [head = [], ...rows],
  total,
  path,
}: {
  rows: readonly (readonly string[])[];
  total: number;
  path: string;
}) {
  const isNumber = head.map((_, i) =>
    rows.every((row) => row[i] === '' || row[i] === undefined || Number.isFinite(Number(row[i]))),
  );
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long table scrolls by keyboard */}
      <section className={styles.rows} tabIndex={0} aria-label={`Rows of ${path}`}>
        <table className={codeTable.table}>
          <thead>
            <tr>
              {head.map((name, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name, and never move
                <th key={i} scope="col" data-number={isNumber[i] || undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name, and never move
              <tr key={at}>
                {row.map((value, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  <td key={i} data-number={isNumber[i] || undefined}>
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {total > rows.length && (
        <p className={styles.quiet}>
          The first {formatCount(rows.length, 'row')} of {formatNumber(total)}. Download it for all.
        </p>
      )}
    </>
  );
}
