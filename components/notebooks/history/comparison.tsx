import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { CellComparison, FactChange, NotebookComparison } from '@/cells/document/compare';
import type { Cell, Notebook } from '@/cells/document/notebook';
import { formatCount } from '@/components/ui/format';
import { ComparedCell, type ComparedOutputs } from './compared-cell';
import styles from './comparison.module.css';
import { sayFacts } from './say-facts';

/** What differs, cell by cell in the order of the later one; runs of cells that are the same fold away. */
export function Comparison(props: {
  comparison: NotebookComparison;
  outputs: ComparedOutputs;
  /** As it stands now: a cell is brought back into this. */
  current: Notebook;
  /** Absent where the earlier one is what stands now. */
  onRestore?(cell: Cell): void;
}) {
  const { comparison, outputs, current, onRestore } = props;
  const standing = new Map(current.cells.map((cell) => [cell.id, cell]));
  const runs = foldCells(comparison.cells, (cell) => differs(cell, outputs));
  const isSame = comparison.facts.length === 0 && runs.every(({ isFolded }) => isFolded);
  return (
    <>
      {isSame && <p className={styles.note}>They are the same, cell by cell.</p>}
      <Facts facts={comparison.facts} />
      {runs.map(({ isFolded, cells }) =>
        isFolded ? (
          <SameCells key={`same ${cells[0]?.id}`} cells={cells} />
        ) : (
          cells.map((cell) => (
            <ComparedCell
              key={`${cell.id} ${cell.change}`}
              compared={cell}
              outputs={outputs}
              standing={standing.get(cell.id)}
              onRestore={onRestore}
            />
          ))
        ),
      )}
    </>
  );
}

/** The title and what the notebook says of itself. */
function Facts({ facts }: { facts: readonly FactChange[] }) {
  if (facts.length === 0) return null;
  return (
    <ul className={styles.facts} data-differs tabIndex={-1} aria-label="The notebook as a whole">
      {sayFacts(facts).map(({ name, before, after }) => (
        <li key={name}>
          {name} {before !== undefined && <del>{before || 'on'}</del>}{' '}
          {after !== undefined && <ins>{after || 'on'}</ins>}
        </li>
      ))}
    </ul>
  );
}

function SameCells({ cells }: { cells: readonly CellComparison[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={styles.same} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <ChevronRight size={14} aria-hidden /> {formatCount(cells.length, 'cell')} the same
      </button>
      {isOpen && cells.map((cell) => <ComparedCell key={cell.id} compared={cell} outputs={{}} />)}
    </>
  );
}

/** The same text may have shown something else: data moves on. */
function differs({ id, change, isMoved }: CellComparison, { before, after }: ComparedOutputs): boolean {
  if (change !== 'same' || isMoved) return true;
  const [then, now] = [before?.cells.get(id), after?.cells.get(id)];
  return then !== undefined && now !== undefined && then.pictureHash !== now.pictureHash;
}

function foldCells(cells: readonly CellComparison[], isShown: (cell: CellComparison) => boolean) {
  const runs: { isFolded: boolean; cells: CellComparison[] }[] = [];
  for (const cell of cells) {
    const run = runs.at(-1);
    if (run && run.isFolded !== isShown(cell)) run.cells.push(cell);
    else runs.push({ isFolded: !isShown(cell), cells: [cell] });
  }
  return runs;
}
