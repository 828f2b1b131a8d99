import type { Clause } from '@/cells/data/clause';
import { sayClause } from '@/cells/data/describe-filter';

interface LineOptions {
  onClear(): void;
  onClearAll(): void;
}

/** What is chosen, under a chart: its own brush, those of the others, and whom it filters. */
export function createBrushLine({ onClear, onClearAll }: LineOptions) {
  const line = document.createElement('p');
  line.className = 'chart-brush-line';
  line.setAttribute('role', 'status');

  return {
    element: line,
    show({
      own,
      others,
      companions,
      hint,
    }: {
      own: Clause | undefined;
      others: readonly Clause[];
      companions: number;
      hint: string;
    }) {
      const parts: Node[] = [];
      if (own)
        parts.push(
          chip(`${sayClause(own)}`, 'Take this brush away', onClear),
          words(
            companions === 0
              ? 'filters nothing yet: link a second chart or table'
              : `filters ${companions} ${companions === 1 ? 'view' : 'views'}`,
          ),
        );
      if (others.length > 0)
        parts.push(
          words(own ? '· filtered by' : 'filtered by'),
          ...others.map((clause) => bold(sayClause(clause))),
        );
      if (parts.length > 0) parts.push(button('Clear all', 'Show all rows everywhere', onClearAll));
      else parts.push(words(hint));
      line.replaceChildren(...parts.flatMap((part) => [part, document.createTextNode(' ')]));
    },
  };
}

function chip(text: string, title: string, onClick: () => void): HTMLElement {
  const made = button(text, title, onClick);
  made.className = 'chart-brush-chip';
  made.setAttribute('aria-label', `${text}: ${title.toLowerCase()}`);
  const cross = document.createElement('span');
  cross.textContent = '×';
  cross.setAttribute('aria-hidden', 'true');
  made.append(' ', cross);
  return made;
}

function button(text: string, title: string, onClick: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.title = title;
  made.addEventListener('click', onClick);
  return made;
}

function words(text: string): HTMLElement {
  const made = document.createElement('span');
  made.textContent = text;
  return made;
}

function bold(text: string): HTMLElement {
  const made = document.createElement('strong');
  made.textContent = text;
  return made;
}
