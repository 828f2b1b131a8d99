import { Undo2 } from 'lucide-react';
import { useId } from 'react';
import { type CellComparison, compareCellFacts, type FactChange, isSameCell } from '@/cells/document/compare';
import type { Cell } from '@/cells/document/notebook';
import { kindOf } from '@/cells/kinds';
import { Badge, type Tone } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { compareOptions } from './compare-options';
import { ComparedSource } from './compared-source';
import styles from './comparison.module.css';
import type { KeptOutputs } from './use-kept-outputs';

export interface ComparedOutputs {
  readonly before?: KeptOutputs;
  readonly after?: KeptOutputs;
}

const words: Readonly<Record<CellComparison['change'], { readonly word: string; readonly tone: Tone }>> = {
  same: { word: 'same', tone: 'neutral' },
  changed: { word: 'changed', tone: 'stale' },
  added: { word: 'added', tone: 'ok' },
  removed: { word: 'deleted', tone: 'failed' },
};

/** A cell in both states: text beside text, what else it says of itself, and what it showed where that is kept. */
export function ComparedCell(props: {
  compared: CellComparison;
  outputs: ComparedOutputs;
  /** The cell as it stands now. */
  standing?: Cell;
  onRestore?(cell: Cell): void;
}) {
  const { compared, outputs, standing, onRestore } = props;
  const { id, change, isMoved, before, after } = compared;
  const heading = useId();
  const cell = after ?? before;
  if (!cell) return null;
  const isDifferent = change !== 'same' || isMoved;
  const canRestore = before && onRestore && !(standing && isSameCell(before, standing));
  return (
    <section
      className={styles.cell}
      data-change={change}
      data-differs={isDifferent || undefined}
      tabIndex={-1}
      aria-labelledby={heading}
    >
      <header className={styles.cellHeader}>
        <h3 id={heading}>
          {kindOf(cell)?.label ?? cell.type}
          {cell.output && <span className={styles.output}> · {cell.output}</span>}
        </h3>
        {change !== 'same' && <Badge tone={words[change].tone}>{words[change].word}</Badge>}
        {isMoved && <Badge>moved</Badge>}
        {canRestore && (
          <Button variant="quiet" icon={Undo2} onClick={() => onRestore(before)}>
            {standing ? 'Restore this text' : 'Bring this cell back'}
          </Button>
        )}
      </header>
      {before && after && <Facts facts={compareCellFacts(before, after)} />}
      <Text before={before} after={after} />
      <Outputs cellId={id} outputs={outputs} />
    </section>
  );
}

/** A form is compared option by option; anything else by its lines. */
function Text({ before, after }: { before?: Cell; after?: Cell }) {
  const isForm = [before, after].every((cell) => cell && kindOf(cell)?.options !== undefined);
  const options = isForm ? compareOptions(before?.source ?? '', after?.source ?? '') : undefined;
  if (options) return <Facts facts={options} />;
  if (before?.source === after?.source && before && after)
    return <ComparedSource before={before.source} after={after.source} isSame />;
  return <ComparedSource before={before?.source} after={after?.source} />;
}

const names: Readonly<Record<string, string>> = {
  kind: 'Kind',
  output: 'Name',
  pinned: 'Code stays in sight',
  hidden: 'Output hidden',
  'data-run': 'Runs',
  'data-folded': 'Section folded',
  database: 'Database',
};

function Facts({ facts }: { facts: readonly FactChange[] }) {
  if (facts.length === 0) return null;
  return (
    <ul className={styles.facts}>
      {facts.map(({ name, before, after }) => (
        <li key={name}>
          <span className={styles.factName}>{names[name] ?? name}</span>{' '}
          {before !== undefined && <del>{before || 'yes'}</del>}{' '}
          {after !== undefined ? <ins>{after || 'yes'}</ins> : <ins>no more</ins>}
        </li>
      ))}
    </ul>
  );
}

function Outputs({ cellId, outputs: { before, after } }: { cellId: number; outputs: ComparedOutputs }) {
  const [then, now] = [before?.cells.get(cellId), after?.cells.get(cellId)];
  if (!then?.pictureHash && !now?.pictureHash) return null;
  if (then?.pictureHash === now?.pictureHash) return null;
  return (
    <div className={styles.outputs}>
      <Output words="Showed, before" executionId={before?.executionId} cell={then} />
      <Output words="Showed, after" executionId={after?.executionId} cell={now} />
    </div>
  );
}

function Output(props: {
  words: string;
  executionId?: string;
  cell?: NonNullable<ReturnType<KeptOutputs['cells']['get']>>;
}) {
  const { words: label, executionId, cell } = props;
  return (
    <figure>
      <figcaption>{label}</figcaption>
      {executionId && cell?.pictureHash ? (
        // biome-ignore lint/performance/noImgElement: a stored file of the size it is shown in
        <img
          src={`/reports/executions/${executionId}/${cell.cellId}.png`}
          width={cell.pictureWidth}
          height={cell.pictureHeight}
          alt={cell.text.slice(0, 300) || label}
        />
      ) : (
        <p className={styles.note}>{cell?.error ?? 'No run of this revision is kept.'}</p>
      )}
    </figure>
  );
}
