import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { formatNumber } from '@/components/ui/format';
import styles from './search-bar.module.css';
import shared from './table-view.module.css';

interface SearchBarProps {
  readonly text: string;
  readonly total: number;
  /** The hit one is at, from 1. */
  readonly at: number | undefined;
  readonly pending: boolean;
  readonly error: string | undefined;
  onText(text: string): void;
  onStep(isBack: boolean): void;
  onClose(): void;
}

/** Finds a text in all columns shown: how often, and from one to the next. */
export function SearchBar({ text, total, at, pending, error, onText, onStep, onClose }: SearchBarProps) {
  const type = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onStep(event.shiftKey);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className={styles.search}>
      <Search size={14} aria-hidden />
      <input
        type="text"
        placeholder="Find in all columns"
        aria-label="Find in all columns"
        // biome-ignore lint/a11y/noAutofocus: it opens because a person asked for it
        autoFocus
        value={text}
        onChange={({ target }) => onText(target.value)}
        onKeyDown={type}
      />
      <span role="status" className={error ? shared.error : undefined}>
        {error ?? sayHits(text, total, pending, at)}
      </span>
      <button
        type="button"
        aria-label="Previous hit"
        title="Previous (Shift+Enter)"
        disabled={total === 0}
        onClick={() => onStep(true)}
      >
        <ChevronUp size={14} aria-hidden />
      </button>
      <button
        type="button"
        aria-label="Next hit"
        title="Next (Enter)"
        disabled={total === 0}
        onClick={() => onStep(false)}
      >
        <ChevronDown size={14} aria-hidden />
      </button>
      <button type="button" aria-label="Close search" title="Close (Escape)" onClick={onClose}>
        <X size={14} aria-hidden />
      </button>
    </search>
  );
}

function sayHits(text: string, total: number, pending: boolean, at: number | undefined): string {
  if (text === '') return '';
  if (pending) return 'Searching …';
  if (total === 0) return 'Not found';
  return at === undefined ? `${formatNumber(total)} found` : `${formatNumber(at)} of ${formatNumber(total)}`;
}
