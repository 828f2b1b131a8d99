import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ApiOutput } from '@/components/api';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatDuration } from '@/components/ui/format';
import styles from './executions.module.css';

type FrozenCell = NonNullable<ApiOutput['executions']['read']['outputs']>['cells'][number];

/** What one cell showed: its picture, or on demand its HTML, in a frame in which nothing runs. */
export function FrozenOutput({ executionId, cell }: { executionId: string; cell: FrozenCell }) {
  const [live, setLive] = useState(false);
  const file = `/reports/executions/${executionId}/${cell.cellId}`;
  const name = cell.name || `Cell ${cell.cellId}`;
  return (
    <figure className={styles.output} id={`cell-${cell.cellId}`}>
      {cell.title && !live && <h3>{cell.title}</h3>}
      {live ? (
        <iframe className={styles.frame} sandbox="" src={`${file}.html`} title={name} />
      ) : (
        cell.pictureHash && (
          // biome-ignore lint/performance/noImgElement: a stored file of the size it is shown in
          <img
            src={`${file}.png`}
            width={cell.pictureWidth}
            height={cell.pictureHeight}
            alt={cell.text.slice(0, 300) || name}
            loading="lazy"
          />
        )
      )}
      {cell.caption && !live && <p>{cell.caption}</p>}
      {cell.error && !cell.pictureHash && <ErrorNotice message={cell.error} />}
      {cell.cautions?.map((caution) => (
        <p key={caution} className={styles.caution}>
          <TriangleAlert size={14} aria-hidden /> {caution}
        </p>
      ))}
      {cell.console && <pre className={styles.log}>{cell.console}</pre>}
      <figcaption>
        <span>
          {name}
          {cell.durationMs !== undefined && ` · ${formatDuration(cell.durationMs)}`}
        </span>
        {(cell.pictureHash || cell.text.trim()) && (
          <Button variant="quiet" onClick={() => setLive(!live)}>
            {live ? (cell.pictureHash ? 'Show picture' : 'Hide') : 'Show as text'}
          </Button>
        )}
      </figcaption>
    </figure>
  );
}
