import { X } from 'lucide-react';
import { type CSSProperties, useState, useSyncExternalStore } from 'react';
import { layOutApp, type Place } from '@/cells/document/app-layout';
import type { DocumentStore } from '@/cells/document/document-store';
import type { Cell } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import { IconButton } from '@/components/ui/button';
import { Toaster } from '@/components/ui/toast';
import styles from './app.module.css';
import { AppCell } from './app-cell';
import { Presentation } from './presentation';

export interface AppViewProps {
  readonly store: DocumentStore;
  readonly kernel: Kernel;
  /** What the address asked for and did not get. */
  readonly problems: { get(): readonly string[]; subscribe(listener: () => void): () => void };
  /** Whether it is presented slide by slide, and what tells of it. */
  readonly presenting: {
    get(): boolean;
    set(on: boolean): void;
    subscribe(listener: () => void): () => void;
  };
  readonly isEmbedded: boolean;
  isUnseen(cell: Cell): boolean;
}

/** A notebook as its readers have it: outputs on their grid, inputs on top, no code. On a phone one column in reading order. */
export function AppView({ store, kernel, problems, presenting, isEmbedded, isUnseen }: AppViewProps) {
  const notebook = useSyncExternalStore(store.subscribe, store.get);
  const isPresenting = useSyncExternalStore(presenting.subscribe, presenting.get);
  const told = useSyncExternalStore(problems.subscribe, problems.get);
  const [isRead, setRead] = useState(0);
  const seen = { ...notebook, cells: notebook.cells.filter((cell) => !isUnseen(cell)) };
  if (isPresenting)
    return <Presentation notebook={seen} kernel={kernel} onEnd={() => presenting.set(false)} />;
  const { inputs, cells, isGrid } = layOutApp(seen);
  return (
    <main className={styles.app} data-embedded={isEmbedded || undefined}>
      {told.length > isRead && (
        <div className={styles.told} role="status">
          <div>
            {told.slice(isRead).map((problem) => (
              <p key={problem}>{problem}</p>
            ))}
          </div>
          <IconButton label="I have read this" icon={X} onClick={() => setRead(told.length)} />
        </div>
      )}
      {inputs.length > 0 && (
        <section className={styles.inputs} aria-label="Inputs">
          {inputs.map((cell) => (
            <div key={cell.id} className={styles.input}>
              <AppCell cell={cell} kernel={kernel} />
            </div>
          ))}
        </section>
      )}
      {inputs.length + cells.length === 0 && (
        <p className={styles.empty}>This app shows nothing yet: all of its cells are left out.</p>
      )}
      <div className={isGrid ? styles.grid : styles.column}>
        {cells.map(({ cell, place }) => (
          <section
            key={cell.id}
            className={styles.cell}
            data-kind={cell.kind}
            style={place && styleOf(place)}
          >
            <AppCell cell={cell} kernel={kernel} />
          </section>
        ))}
      </div>
      <Toaster />
    </main>
  );
}

/** By custom properties: on a phone the grid is one column whatever they say. */
const styleOf = ({ x, y, w, h }: Place) =>
  ({
    '--column-start': x + 1,
    '--column-span': w,
    '--row-start': y + 1,
    '--row-span': h,
  }) as CSSProperties; // React's type knows no custom properties
