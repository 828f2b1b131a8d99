import { useSyncExternalStore } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { type Key, keys, printKey } from './keys';
import styles from './keys-dialog.module.css';
import { useNotebook } from './notebook-context';

const groups: readonly Key['group'][] = ['Run', 'Write', 'Move', 'Cells', 'Document'];

/** All keys of the notebook. */
export function KeysDialog() {
  const { view } = useNotebook();
  const isOpen = useSyncExternalStore(view.subscribe, () => view.get().keysShown);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(keysShown) => view.set({ keysShown })}
      title="Keys"
      description="Esc leaves the text of a cell; single letters work from there. Enter goes back in."
      width={640}
    >
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {keys
                .filter((key) => key.group === group)
                .map(({ says, keys: ways }) => (
                  <div key={says}>
                    <dt>{says}</dt>
                    <dd>
                      {ways.map((way) => (
                        <kbd key={way}>{printKey(way)}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
