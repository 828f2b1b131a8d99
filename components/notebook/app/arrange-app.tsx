import { Check, EyeOff, Plus, Redo2, Rows3, Undo2 } from 'lucide-react';
import {
  type KeyboardEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { GridLayout } from 'react-grid-layout';
import {
  gridColumns,
  gridGap,
  gridRow,
  hasInputsOnTop,
  inputsAttribute,
  layOutApp,
  readPlace,
  withPlace,
  writePlace,
} from '@/cells/document/app-layout';
import type { Edit } from '@/cells/document/edits';
import type { Cell } from '@/cells/document/notebook';
import { Button, IconButton } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/field';
import { useNotebook } from '../notebook-context';
import { AppCell, labelOfCell } from './app-cell';
import styles from './arrange.module.css';
import { movePart, type Part, type Step, settle } from './move-part';
import { useWidth } from './use-width';

const steps: Readonly<Record<string, Step>> = {
  ...{ ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' },
  ...{ 'shift ArrowLeft': 'narrower', 'shift ArrowRight': 'wider' },
  ...{ 'shift ArrowUp': 'lower', 'shift ArrowDown': 'taller' },
};

/** Below this the app is one column, and there is nothing to arrange. */
const narrowest = 700;

/** The parts of the app, put in their places by pointer and keyboard. Each change is an edit of the notebook, and undone as one. */
export function ArrangeApp({ onDone }: { onDone(): void }) {
  const { store, kernel, actions } = useNotebook();
  const notebook = useSyncExternalStore(store.subscribe, store.get);
  const canUndo = useSyncExternalStore(store.subscribe, store.canUndo);
  const canRedo = useSyncExternalStore(store.subscribe, store.canRedo);
  // Cells that compute and show nothing have no place.
  const showing = useSyncExternalStore(kernel.subscribe, () =>
    store
      .order()
      .filter((id) => kernel.root(id).childNodes.length > 0)
      .join(' '),
  );
  const [needed, setNeeded] = useState<ReadonlyMap<number, number>>(new Map());
  const [said, say] = useState('');
  const stage = useRef<HTMLDivElement>(null);
  const width = useWidth(stage);

  const { inputs, cells } = useMemo(() => layOutApp(notebook), [notebook]);
  const shown = useMemo(() => {
    const ids = new Set(showing.split(' ').map(Number));
    return cells.filter(({ cell, place }) => ids.has(cell.id) || (place && readPlace(cell)));
  }, [cells, showing]);
  const parts = useMemo(() => {
    let bottom = 0;
    return settle(
      shown.map(({ cell, place }) => {
        const minH = needed.get(cell.id) ?? 1;
        const { x, y, w, h } = place ?? { x: 0, y: bottom, w: gridColumns, h: minH };
        const part = { i: String(cell.id), x, y, w, h: Math.max(h, minH), minW: 2, minH };
        bottom = Math.max(bottom, y + part.h);
        return part;
      }),
    );
  }, [shown, needed]);
  const left = notebook.cells.filter((cell) => readPlace(cell) === 'hidden');

  const change = (changes: readonly { cell: Cell; attributes: Cell['attributes'] }[]) => {
    const edits = changes.map(
      ({ cell, attributes }): Edit => ({ type: 'change', id: cell.id, change: { attributes } }),
    );
    if (edits.length > 0) store.applyAll(edits);
  };
  const put = (next: readonly Part[]) =>
    change(
      next.flatMap((part) => {
        const cell = store.cell(Number(part.i));
        const before = cell && readPlace(cell);
        const isSame = before && before !== 'hidden' && writePlace(before) === writePlace(part);
        return cell && !isSame ? [{ cell, attributes: withPlace(cell, part) }] : [];
      }),
    );
  const leaveOut = (cell: Cell) => {
    change([{ cell, attributes: withPlace(cell, 'hidden') }]);
    say(`${labelOfCell(cell, kernel)} is left out.`);
  };
  const takeIn = (cell: Cell) => {
    change([{ cell, attributes: withPlace(cell, undefined) }]);
    say(`${labelOfCell(cell, kernel)} is back, at the bottom.`);
  };
  const onKey = (event: KeyboardEvent, cell: Cell) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      event.stopPropagation();
      return leaveOut(cell);
    }
    const step = steps[`${event.shiftKey ? 'shift ' : ''}${event.key}`];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = movePart(parts, String(cell.id), step);
    if (next === parts) return say('It goes no further.');
    put(next);
    const part = next.find(({ i }) => i === String(cell.id));
    if (part) say(`${labelOfCell(cell, kernel)}: ${sayPlace(part)}`);
  };
  const isNarrow = width !== undefined && width < narrowest - 48;

  return (
    <main className={styles.arrange}>
      <header className={styles.bar}>
        <h2>Arrange the app</h2>
        <Checkbox
          label="Inputs on top"
          checked={hasInputsOnTop(notebook)}
          onChange={(isOnTop) =>
            store.apply({
              type: 'attributes',
              change: { [inputsAttribute]: isOnTop ? undefined : 'in-place' },
            })
          }
        />
        <span className={styles.acts}>
          <IconButton label="Undo" icon={Undo2} disabled={!canUndo} onClick={actions.undo} />
          <IconButton label="Redo" icon={Redo2} disabled={!canRedo} onClick={actions.redo} />
          <Button
            icon={Rows3}
            disabled={!notebook.cells.some((cell) => readPlace(cell))}
            onClick={() =>
              change(
                notebook.cells.flatMap((cell) =>
                  readPlace(cell) ? [{ cell, attributes: withPlace(cell, undefined) }] : [],
                ),
              )
            }
          >
            One column
          </Button>
          <Button variant="primary" icon={Check} onClick={onDone}>
            Done
          </Button>
        </span>
      </header>
      <p className={styles.hint}>
        {isNarrow
          ? 'On a window as narrow as this the app is one column. Open a wider one to arrange it; what is left out can be chosen here.'
          : 'Drag to move, drag a corner to resize. By keyboard: Tab to a part, arrows move, Shift and arrows resize, Delete leaves it out.'}
      </p>
      <p className={styles.announced} aria-live="polite">
        {said}
      </p>
      {inputs.length > 0 && (
        <section className={styles.inputs} aria-label="Inputs on top">
          {inputs.map((cell) => (
            <div key={cell.id} className={styles.input}>
              <div inert>
                <AppCell cell={cell} kernel={kernel} />
              </div>
              <IconButton
                label={`Leave ${labelOfCell(cell, kernel)} out`}
                icon={EyeOff}
                onClick={() => leaveOut(cell)}
              />
            </div>
          ))}
        </section>
      )}
      <div ref={stage} className={styles.stage} data-narrow={isNarrow || undefined}>
        {width !== undefined && (
          <GridLayout
            width={isNarrow ? narrowest : width}
            layout={parts}
            gridConfig={{
              cols: gridColumns,
              rowHeight: gridRow,
              margin: [gridGap, gridGap],
              containerPadding: [0, 0],
            }}
            dragConfig={{ enabled: !isNarrow, cancel: 'button', threshold: 4 }}
            resizeConfig={{ enabled: !isNarrow, handles: ['se', 'e', 's'] }}
            onDragStop={(next) => put(next)}
            onResizeStop={(next) => put(next)}
          >
            {shown.map(({ cell }) => {
              const part = parts.find(({ i }) => i === String(cell.id));
              return (
                // biome-ignore lint/a11y/useSemanticElements: a part of the grid is no set of form fields
                <div
                  key={String(cell.id)}
                  className={styles.part}
                  role="group"
                  aria-roledescription="movable part"
                  aria-label={`${labelOfCell(cell, kernel)}${part ? `: ${sayPlace(part)}` : ''}`}
                  // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move it
                  tabIndex={0}
                  data-part={cell.id}
                  onKeyDown={(event) => onKey(event, cell)}
                >
                  <Content cell={cell} onRows={(rows) => setNeeded((now) => withRows(now, cell.id, rows))} />
                  <span className={styles.chip}>
                    {labelOfCell(cell, kernel)}
                    <IconButton
                      label={`Leave ${labelOfCell(cell, kernel)} out`}
                      icon={EyeOff}
                      onClick={() => leaveOut(cell)}
                    />
                  </span>
                </div>
              );
            })}
          </GridLayout>
        )}
        {shown.length === 0 && (
          <p className={styles.empty}>
            No cell shows anything yet. Run the notebook, or write a cell that does.
          </p>
        )}
      </div>
      {left.length > 0 && (
        <section className={styles.left} aria-label="Left out">
          <h3>Left out</h3>
          {left.map((cell) => (
            <Button key={cell.id} icon={Plus} onClick={() => takeIn(cell)}>
              {labelOfCell(cell, kernel)}
            </Button>
          ))}
        </section>
      )}
    </main>
  );
}

/** What the cell shows, and in how many rows it fits: a part is never smaller than what is in it. */
function Content({ cell, onRows }: { cell: Cell; onRows(rows: number): void }) {
  const { kernel } = useNotebook();
  const inner = useRef<HTMLDivElement>(null);
  const tell = useRef(onRows);
  useLayoutEffect(() => {
    tell.current = onRows;
  });
  useEffect(() => {
    if (!inner.current) return;
    const observer = new ResizeObserver(([entry]) => {
      const height = entry?.borderBoxSize[0]?.blockSize ?? 0;
      tell.current(Math.max(1, Math.ceil((height + gridGap) / (gridRow + gridGap))));
    });
    observer.observe(inner.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div className={styles.content} inert>
      <div ref={inner}>
        <AppCell cell={cell} kernel={kernel} />
      </div>
    </div>
  );
}

const withRows = (known: ReadonlyMap<number, number>, id: number, rows: number) =>
  known.get(id) === rows ? known : new Map(known).set(id, rows);

const sayPlace = ({ x, y, w, h }: Part): string =>
  `column ${x + 1} of ${gridColumns}, row ${y + 1}, ${w} wide, ${h} tall`;
