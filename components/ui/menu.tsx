'use client';

import * as RadixMenu from '@radix-ui/react-menu';
import type { LucideIcon } from 'lucide-react';
import { Slot } from 'radix-ui';
import { type KeyboardEvent, type PointerEvent, type ReactElement, useId, useRef, useState } from 'react';
import styles from './menu.module.css';

export type MenuItem =
  | {
      label: string;
      icon?: LucideIcon;
      onSelect(): void;
      danger?: boolean;
      disabled?: boolean;
      shortcut?: string;
      checked?: boolean;
    }
  /** A file to keep. */
  | { label: string; icon: LucideIcon; download: string }
  | 'separator';

interface MenuContent {
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'end';
}

/**
 * A button that opens a menu. The menu is there only while it is open: Radix's own trigger keeps listeners on the document for each
 * menu that could be opened, and a notebook has some hundred.
 */
export function Menu({ trigger, items, align = 'end' }: { trigger: ReactElement } & MenuContent) {
  const [openedBy, setOpenedBy] = useState<'pointer' | 'key'>();
  const anchor = useRef<HTMLElement>(null);
  const [triggerId, menuId] = [useId(), useId()];
  const toggle = (by: 'pointer' | 'key') => setOpenedBy(openedBy ? undefined : by);
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0 || event.ctrlKey || event.currentTarget.matches(':disabled')) return;
    toggle('pointer');
    // The menu takes the focus, not its button.
    if (!openedBy) event.preventDefault();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!['Enter', ' ', 'ArrowDown'].includes(event.key)) return;
    // Else the key would also press the item that has the focus then.
    event.preventDefault();
    if (event.key === 'ArrowDown') setOpenedBy('key');
    else toggle('key');
  };
  return (
    <>
      <Slot.Root
        ref={anchor}
        id={triggerId}
        aria-haspopup="menu"
        aria-expanded={openedBy !== undefined}
        aria-controls={openedBy && menuId}
        data-state={openedBy ? 'open' : 'closed'}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
      >
        {trigger}
      </Slot.Root>
      {openedBy && (
        <OpenMenu
          id={menuId}
          labelledBy={triggerId}
          anchor={anchor}
          startsAtFirst={openedBy === 'key'}
          onClose={() => setOpenedBy(undefined)}
          items={items}
          align={align}
        />
      )}
    </>
  );
}

interface OpenMenuProps extends MenuContent {
  readonly id: string;
  readonly labelledBy: string;
  readonly anchor: { readonly current: HTMLElement | null };
  /** The first item has the focus: whoever opened it by a key goes on by keys. */
  readonly startsAtFirst: boolean;
  onClose(): void;
}

function OpenMenu({ id, labelledBy, anchor, startsAtFirst, onClose, items, align }: OpenMenuProps) {
  const content = useRef<HTMLDivElement>(null);
  const isLeft = useRef(false);
  const hasStarted = useRef(!startsAtFirst);
  const start = () => {
    if (hasStarted.current) return;
    hasStarted.current = true;
    content.current?.querySelector<HTMLElement>('[role^=menuitem]:not([data-disabled])')?.focus();
  };
  return (
    <RadixMenu.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <RadixMenu.Anchor virtualRef={anchor} />
      <RadixMenu.Portal>
        <RadixMenu.Content
          ref={content}
          id={id}
          aria-labelledby={labelledBy}
          className={styles.menu}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onFocus={(event) => event.target === event.currentTarget && start()}
          onInteractOutside={() => {
            isLeft.current = true;
          }}
          onCloseAutoFocus={(event) => {
            // Who pressed elsewhere is there.
            if (!isLeft.current) anchor.current?.focus();
            event.preventDefault();
          }}
        >
          {items.map((item, index) =>
            item === 'separator' ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: separators have no identity but their place
              <RadixMenu.Separator key={`separator-${index}`} className={styles.separator} />
            ) : 'download' in item ? (
              <RadixMenu.Item key={item.label} className={styles.item} asChild>
                <a href={item.download} download>
                  <item.icon size={16} aria-hidden />
                  <span>{item.label}</span>
                </a>
              </RadixMenu.Item>
            ) : (
              <RadixMenu.Item
                key={item.label}
                className={`${styles.item} ${item.danger ? styles.danger : ''}`}
                disabled={item.disabled}
                onSelect={item.onSelect}
                aria-checked={item.checked}
              >
                {item.icon ? (
                  <item.icon size={16} aria-hidden />
                ) : (
                  <span className={styles.tick}>{item.checked ? '✓' : ''}</span>
                )}
                <span>{item.label}</span>
                {item.shortcut && <kbd className={styles.shortcut}>{item.shortcut}</kbd>}
              </RadixMenu.Item>
            ),
          )}
        </RadixMenu.Content>
      </RadixMenu.Portal>
    </RadixMenu.Root>
  );
}
