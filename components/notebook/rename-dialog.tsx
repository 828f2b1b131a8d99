import { useState, useSyncExternalStore } from 'react';
import { planRename } from '@/cells/writing';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, TextInput } from '@/components/ui/field';
import { toast } from '@/components/ui/toast';
import { useNotebook } from './notebook-context';
import styles from './rename-dialog.module.css';
import type { Renaming } from './view-state';

/** More cells are counted, not listed. */
const mostListed = 8;

/** A new name for what cells define or for what one cell calls something, with what will change, before it does. */
export function RenameDialog() {
  const { view } = useNotebook();
  const renaming = useSyncExternalStore(view.subscribe, () => view.get().renaming);
  return renaming ? <OpenDialog renaming={renaming} /> : null;
}

function OpenDialog({ renaming }: { renaming: Renaming }) {
  const { store, symbols, commits, view } = useNotebook();
  const { symbol } = renaming;
  const [to, setTo] = useState(renaming.to ?? symbol.name);
  const plan = planRename(store.get().cells, symbols, { symbol, to: to.trim() });
  const refusal = 'refusal' in plan ? plan.refusal : undefined;
  const close = () => view.set({ renaming: undefined });

  const rename = () => {
    if ('refusal' in plan) return;
    const waiting = commits.pending();
    store.applyAll(plan.edits);
    // What ran under the old name runs under the new one; what is half-written still waits.
    commits.commit(plan.cells.map(({ cellId }) => cellId).filter((cellId) => !waiting.has(cellId)));
    close();
    toast.done(`${symbol.name} is now ${to.trim()}, ${inWords(plan.cells)}`);
  };

  return (
    <Dialog
      open
      onOpenChange={close}
      title={`Rename ${symbol.name}`}
      width={560}
      footer={
        <>
          {renaming.onlyHere && (
            <Button
              disabled={!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(to.trim())}
              onClick={() => {
                renaming.onlyHere?.(to.trim());
                close();
              }}
            >
              Only here
            </Button>
          )}
          <Button variant="primary" disabled={refusal !== undefined} onClick={rename}>
            Rename
          </Button>
        </>
      }
    >
      <Field
        label="New name"
        error={to.trim() === symbol.name ? undefined : refusal}
        hint={'cells' in plan ? `Changes ${inWords(plan.cells)}. One undo takes it all back.` : undefined}
      >
        <TextInput
          value={to}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setTo(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && rename()}
        />
      </Field>
      {'cells' in plan && (
        <ol className={styles.lines}>
          {plan.cells.slice(0, mostListed).map(({ cellId, places, before, after }) => (
            <li key={cellId}>
              <span>
                Cell {cellId}
                {places > 1 && `, ${places} places`}
              </span>
              <del>{before}</del>
              <ins>{after}</ins>
            </li>
          ))}
          {plan.cells.length > mostListed && <li>and {plan.cells.length - mostListed} more cells</li>}
        </ol>
      )}
    </Dialog>
  );
}

function inWords(cells: readonly { readonly places: number }[]): string {
  const places = cells.reduce((sum, cell) => sum + cell.places, 0);
  const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  return `${count(places, 'place')} in ${count(cells.length, 'cell')}`;
}
