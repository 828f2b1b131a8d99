import { Columns3 } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox, TextInput } from '@/components/ui/field';
import styles from './column-popover.module.css';
import { hide, isLaidOut, type Layout, layoutOf, show } from './layout';
import shared from './table-view.module.css';
import type { ViewColumn } from './view-columns';

/** Names that are listed at once; the rest is found by typing. */
const mostListed = 200;
const mostUnsearched = 12;

/** Which columns are shown, and back to how they came. */
export function ColumnsButton({
  columns,
  layout,
  onChange,
}: {
  columns: readonly ViewColumn[];
  layout: Layout;
  onChange(layout: Layout): void;
}) {
  const [text, setText] = useState('');
  const found = columns.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
  const { hidden } = layout;
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button type="button" className={shared.act}>
          <Columns3 size={14} aria-hidden /> {hidden.length > 0 ? `${hidden.length} hidden` : 'Columns'}
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.popover} align="end" sideOffset={4} collisionPadding={8}>
          <div className={styles.filter}>
            {columns.length > mostUnsearched && (
              <TextInput
                placeholder="Find a column"
                aria-label="Find a column"
                value={text}
                onChange={({ target }) => setText(target.value)}
              />
            )}
            <ul className={styles.names}>
              {found.slice(0, mostListed).map(({ place, name }) => (
                <li key={place}>
                  <Checkbox
                    label={name}
                    checked={!hidden.includes(place)}
                    onChange={(isShown) => onChange(isShown ? show(layout, place) : hide(layout, place))}
                  />
                </li>
              ))}
            </ul>
            {found.length > mostListed && <p>{found.length - mostListed} more: type part of a name.</p>}
            {isLaidOut(layout) && (
              <Button variant="quiet" onClick={() => onChange(layoutOf(columns.length))}>
                All columns as they came
              </Button>
            )}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
