import { X } from 'lucide-react';
import { useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { IconButton } from '@/components/ui/button';
import styles from './beside.module.css';
import { useNotebook } from './notebook-context';
import outputStyles from './output.module.css';

/** The output of one cell, kept in sight while one works elsewhere: the very element, live, not a copy. */
export function BesideOutput() {
  const { view, store, kernel } = useNotebook();
  const beside = useSyncExternalStore(view.subscribe, () => view.get().beside);
  const isThere = useSyncExternalStore(
    store.subscribe,
    () => beside !== undefined && store.cell(beside) !== undefined,
  );
  const mount = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (beside !== undefined && isThere) mount.current?.replaceChildren(kernel.root(beside));
  }, [kernel, beside, isThere]);

  if (beside === undefined || !isThere) return null;
  const name = kernel.get(beside).outputs[0] ?? 'Output';
  return (
    <aside className={styles.beside} aria-label={`${name}, kept in sight`}>
      <header>
        <button type="button" title="Go to its cell" onClick={() => view.go(beside)}>
          {name}
        </button>
        <IconButton
          label="Bring it back to its cell"
          icon={X}
          onClick={() => view.set({ beside: undefined })}
        />
      </header>
      <div ref={mount} className={outputStyles.output} />
    </aside>
  );
}
