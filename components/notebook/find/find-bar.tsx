import { ArrowDown, ArrowUp, CaseSensitive, ChevronRight, Regex, WholeWord, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useSyncExternalStore } from 'react';
import { mostMatches } from '@/cells/writing';
import { Button, IconButton } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { nameOfKey } from '../key-names';
import { pageKeys } from '../keys';
import { useNotebook } from '../notebook-context';
import styles from './find-bar.module.css';

/** Looks for text in all cells, and replaces it. */
export function FindBar() {
  const { find } = useNotebook();
  const { isOpen } = useSyncExternalStore(find.subscribe, find.get);
  return isOpen ? <OpenBar /> : null;
}

function OpenBar() {
  const { find, view, actions, store } = useNotebook();
  const { search, by, matches, at, problem } = useSyncExternalStore(find.subscribe, find.get);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  /** The cursor stays where one was led. */
  const close = () => {
    const match = matches[at];
    find.close();
    if (match) view.goTo(match.cellId, { from: match.start, to: match.end });
  };
  const replaceAll = () => {
    const { places, cells, spoilt } = find.replaceAll();
    // Its button has nothing left to do and lets go of the focus.
    field.current?.focus();
    const left =
      spoilt.length > 0 ? ` Left as it is: cell ${spoilt.join(', ')}, a form that it would spoil.` : '';
    const after = store.get();
    toast.done(`${count(places, 'place')} replaced in ${count(cells, 'cell')}.${left}`, () => {
      if (store.get() === after) actions.undo();
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const key = nameOfKey(event.nativeEvent);
    if (pageKeys.has(key)) return;
    // The rest is the bar's own, and no key of the notebook.
    event.stopPropagation();
    const isInReplacement = event.target !== field.current && event.target instanceof HTMLInputElement;
    if (key === 'Escape') close();
    else if (key === 'Enter' && isInReplacement) find.replaceOne();
    else if (key === 'mod+Enter' && by !== undefined) replaceAll();
    else if ((key === 'Enter' && event.target === field.current) || key === 'F3' || key === 'mod+g')
      find.step(1);
    else if (key === 'shift+Enter' || key === 'shift+F3' || key === 'mod+shift+g') find.step(-1);
    else if (key === 'mod+f') field.current?.select();
    else if (key === 'mod+h') find.setBy(by ?? '');
    else return;
    event.preventDefault();
  };
  const toggle = (key: 'matchCase' | 'wholeWord' | 'isPattern') => ({
    'aria-pressed': search[key],
    className: search[key] ? styles.on : undefined,
    onClick: () => find.set({ [key]: !search[key] }),
  });

  return (
    <search className={styles.bar} aria-label="Find in the notebook" onKeyDown={onKeyDown}>
      <IconButton
        label={by === undefined ? 'Replace too' : 'Find only'}
        icon={ChevronRight}
        aria-expanded={by !== undefined}
        className={by === undefined ? undefined : styles.unfolded}
        onClick={() => find.setBy(by === undefined ? '' : undefined)}
      />
      <div className={styles.rows}>
        <div className={styles.row}>
          <input
            ref={field}
            type="text"
            aria-label="Find"
            placeholder="Find in all cells"
            aria-invalid={problem !== undefined}
            spellCheck={false}
            autoComplete="off"
            value={search.text}
            onChange={(event) => find.set({ text: event.target.value })}
          />
          <IconButton label="Match case" icon={CaseSensitive} {...toggle('matchCase')} />
          <IconButton label="Whole words" icon={WholeWord} {...toggle('wholeWord')} />
          <IconButton label="Regular expression" icon={Regex} {...toggle('isPattern')} />
          <span className={styles.count} role="status">
            {problem ? 'No valid pattern' : search.text === '' ? '' : sayPlace(at, matches.length)}
          </span>
          <IconButton label="Match before (Shift Enter)" icon={ArrowUp} onClick={() => find.step(-1)} />
          <IconButton label="Next match (Enter)" icon={ArrowDown} onClick={() => find.step(1)} />
          <IconButton label="Close (Esc)" icon={X} onClick={close} />
        </div>
        {by !== undefined && (
          <div className={styles.row}>
            <input
              type="text"
              aria-label="Replace by"
              placeholder={search.isPattern ? 'Replace by ($1 is the first group)' : 'Replace by'}
              spellCheck={false}
              autoComplete="off"
              value={by}
              onChange={(event) => find.setBy(event.target.value)}
            />
            <Button disabled={at === -1} onClick={find.replaceOne}>
              Replace
            </Button>
            <Button disabled={matches.length === 0} onClick={replaceAll}>
              Replace all
            </Button>
          </div>
        )}
      </div>
    </search>
  );
}

function sayPlace(at: number, length: number): string {
  if (length === 0) return 'None';
  const all = `${length.toLocaleString('en-US')}${length === mostMatches ? ' or more' : ''}`;
  return at === -1 ? all : `${(at + 1).toLocaleString('en-US')} of ${all}`;
}

const count = (n: number, word: string) => `${n.toLocaleString('en-US')} ${word}${n === 1 ? '' : 's'}`;
