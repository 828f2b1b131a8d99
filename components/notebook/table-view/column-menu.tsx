import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  ChevronDown,
  ChevronsLeftRight,
  ChevronsRightLeft,
  Copy,
  EyeOff,
  ListFilter,
  type LucideIcon,
  Pin,
  PinOff,
} from 'lucide-react';
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './column-popover.module.css';
import shared from './table-view.module.css';

/** What can be done with a column; those that need a place to go to are missing at the ends. */
export interface ColumnActs {
  sort(descending: boolean | undefined, isAdded: boolean): void;
  pin(isPinned: boolean): void;
  move(steps: number): void;
  resize(by: number): void;
  hide(): void;
  copy(): void;
}

interface ColumnMenuProps {
  readonly name: string;
  readonly isPinned: boolean;
  readonly isFiltered: boolean;
  readonly acts: ColumnActs;
  /** The filter of this column; absent where there is none. */
  readonly children: ReactNode;
}

const widthStep = 40;

/** The acts of one column, and its filter. */
export function ColumnMenu({ name, isPinned, isFiltered, acts, children }: ColumnMenuProps) {
  const Icon = isFiltered ? ListFilter : ChevronDown;
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button
          type="button"
          className={shared.more}
          aria-label={`Column ${name}`}
          title="Sort, filter, pin, hide"
          data-on={isFiltered || undefined}
        >
          <Icon size={13} aria-hidden />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.popover}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={`Column ${name}`}
        >
          <strong className={styles.heading}>{name}</strong>
          <div className={styles.columnActs}>
            <Act icon={ArrowUp} onClick={(event) => acts.sort(false, event.shiftKey)}>
              Ascending
            </Act>
            <Act icon={ArrowDown} onClick={(event) => acts.sort(true, event.shiftKey)}>
              Descending
            </Act>
            <Act icon={isPinned ? PinOff : Pin} onClick={() => acts.pin(!isPinned)} isLast>
              {isPinned ? 'Unpin' : 'Pin'}
            </Act>
            <Act icon={EyeOff} onClick={acts.hide} isLast>
              Hide
            </Act>
            <Act icon={ArrowLeft} onClick={() => acts.move(-1)}>
              Move left
            </Act>
            <Act icon={ArrowRight} onClick={() => acts.move(1)}>
              Move right
            </Act>
            <Act icon={ChevronsRightLeft} onClick={() => acts.resize(-widthStep)}>
              Narrower
            </Act>
            <Act icon={ChevronsLeftRight} onClick={() => acts.resize(widthStep)}>
              Wider
            </Act>
            <Act icon={Copy} onClick={acts.copy} isLast>
              Copy column
            </Act>
          </div>
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** `isLast`: the menu has done its work with it. */
function Act({
  icon: Icon,
  onClick,
  isLast = false,
  children,
}: {
  icon: LucideIcon;
  onClick(event: React.MouseEvent): void;
  isLast?: boolean;
  children: string;
}) {
  const button = (
    <button type="button" onClick={onClick}>
      <Icon size={14} aria-hidden /> {children}
    </button>
  );
  return isLast ? <Popover.Close asChild>{button}</Popover.Close> : button;
}
