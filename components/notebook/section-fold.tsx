import { ChevronDown, ChevronRight } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { Cell } from '@/cells/document/notebook';
import { foldedAttribute, headingLevel, sectionBelow } from '@/cells/document/sections';
import { useNotebook } from './notebook-context';
import styles from './section-fold.module.css';

/** Folds the section that a text cell begins; folded, it says how many cells are out of sight. */
export function SectionFold({ cell }: { cell: Cell }) {
  const { actions, store } = useNotebook();
  const { id } = cell;
  const count = useSyncExternalStore(store.subscribe, () => sectionBelow(store.get(), id).length);
  const isFolded = foldedAttribute in cell.attributes;
  if (headingLevel(cell) === undefined || count === 0) return null;
  const Glyph = isFolded ? ChevronRight : ChevronDown;
  return (
    <>
      <button
        type="button"
        className={styles.sectionFold}
        aria-expanded={!isFolded}
        aria-label={isFolded ? 'Unfold this section' : 'Fold this section'}
        title={isFolded ? 'Unfold (→)' : 'Fold (←)'}
        data-folded={isFolded || undefined}
        onClick={() => actions.foldSection(id, !isFolded)}
      >
        <Glyph size={14} aria-hidden />
      </button>
      {isFolded && (
        <button type="button" className={styles.foldedSection} onClick={() => actions.foldSection(id, false)}>
          {count} {count === 1 ? 'cell' : 'cells'} folded
        </button>
      )}
    </>
  );
}
