import { useMemo, useState } from 'react';
import { formatCount } from '@/components/ui/format';
import { alignLines, foldSame, type Line, type LinePair, type LineRun } from './align-lines';
import styles from './comparison.module.css';

/** Lines that are drawn of one cell at once. */
const mostDrawn = 2000;

/** Two texts side by side, one below the other where there is no room; a side that is undefined was not there. */
export function ComparedSource(props: { before?: string; after?: string; isSame?: boolean }) {
  const { before, after, isSame = false } = props;
  const [most, setMost] = useState(isSame ? 6 : mostDrawn);
  const runs = useMemo((): readonly LineRun[] => {
    const pairs = alignLines(before ?? '', after ?? '');
    if (isSame) return [{ isFolded: false, pairs }];
    // One side alone is shown as it was.
    if (before === undefined) return [{ isFolded: false, pairs: pairs.map((pair) => only('after', pair)) }];
    if (after === undefined) return [{ isFolded: false, pairs: pairs.map((pair) => only('before', pair)) }];
    return foldSame(pairs);
  }, [before, after, isSame]);
  const isOneSided = isSame || before === undefined || after === undefined;
  const drawn = cut(runs, most);
  const left = runs.reduce((sum, { pairs }) => sum + pairs.length, 0) - most;
  return (
    <div className={styles.source} data-one-sided={isOneSided || undefined}>
      {drawn.map((run, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: runs have no identity but their place
        <Run key={place} run={run} isOneSided={isOneSided} />
      ))}
      {left > 0 && (
        <button type="button" className={styles.folded} onClick={() => setMost(most + mostDrawn)}>
          {formatCount(left, 'more line')}
        </button>
      )}
    </div>
  );
}

const only = (side: 'before' | 'after', pair: LinePair): LinePair => ({ isSame: false, [side]: pair[side] });

function cut(runs: readonly LineRun[], most: number): LineRun[] {
  let room = most;
  return runs.flatMap((run) => {
    const pairs = run.pairs.slice(0, Math.max(0, room));
    room -= run.pairs.length;
    return pairs.length > 0 ? [{ ...run, pairs }] : [];
  });
}

function Run({ run, isOneSided }: { run: LineRun; isOneSided: boolean }) {
  const [isOpen, setOpen] = useState(false);
  if (run.isFolded && !isOpen)
    return (
      <button type="button" className={styles.folded} onClick={() => setOpen(true)}>
        {formatCount(run.pairs.length, 'line')} the same
      </button>
    );
  return run.pairs.map((pair) => (
    <Pair
      key={`${pair.before?.number ?? ''} ${pair.after?.number ?? ''}`}
      pair={pair}
      isOneSided={isOneSided}
    />
  ));
}

function Pair({ pair, isOneSided }: { pair: LinePair; isOneSided: boolean }) {
  const { isSame, before, after } = pair;
  if (isOneSided) return <Half line={after ?? before} side={isSame ? 'same' : after ? 'after' : 'before'} />;
  return (
    <div className={styles.pair} data-same={isSame || undefined}>
      <Half line={before} side={isSame ? 'same' : 'before'} />
      <Half line={after} side={isSame ? 'same' : 'after'} />
    </div>
  );
}

const signs = { before: '−', after: '+', same: '' } as const;

function Half({ line, side }: { line?: Line; side: 'before' | 'after' | 'same' }) {
  if (!line) return <span className={styles.half} data-side="none" />;
  // Screen readers tell what was taken away and put in; lines that stayed are plain text.
  const Text = side === 'before' ? 'del' : side === 'after' ? 'ins' : 'span';
  return (
    <span className={styles.half} data-side={side}>
      <span className={styles.number} aria-hidden>
        {line.number}
      </span>
      <span className={styles.sign} aria-hidden>
        {signs[side]}
      </span>
      <Text className={styles.text}>
        {line.stretches.map(({ text, isMarked }, place) =>
          isMarked ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line never changes
            <mark key={place}>{text}</mark>
          ) : (
            text
          ),
        )}
      </Text>
    </span>
  );
}
