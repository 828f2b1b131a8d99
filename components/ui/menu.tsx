'use client';

import type { LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactElement } from 'react';
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

export function Menu({
  trigger,
  items,
  align = 'end',
}: {
  trigger: ReactElement;
  items: readonly MenuItem[];
  align?: 'start' | 'end';
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} align={align} sideOffset={4} collisionPadding={8}>
          {items.map((item, index) =>
            item === 'separator' ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: separators have no identity but their place
              <DropdownMenu.Separator key={`separator-${index}`} className={styles.separator} />
            ) : 'download' in item ? (
              <DropdownMenu.Item key={item.label} className={styles.item} asChild>
                <a href={item.download} download>
                  <item.icon size={16} aria-hidden />
                  <span>{item.label}</span>
                </a>
              </DropdownMenu.Item>
            ) : (
              <DropdownMenu.Item
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
              </DropdownMenu.Item>
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
