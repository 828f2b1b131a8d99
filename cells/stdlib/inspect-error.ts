import type { CellError } from '@/cells/kernel/cell-run';
import { tellingName } from '@/cells/kernel/say-error';

/**
 * An error as the author reads it: what, where in the cell, and the stack to open. A blocked cell names the one that failed:
 * `[data-root-cell]` holds its id, for who can go there.
 */
export function inspectError(error: CellError): HTMLElement {
  const root = document.createElement('div');
  root.setAttribute('role', 'alert');
  if (error.rootCell !== undefined) {
    root.className = 'inspect-blocked';
    root.dataset.rootCell = String(error.rootCell);
    root.textContent = error.message;
    return root;
  }
  root.className = 'inspect-error';
  const telling = tellingName(error);
  if (telling) {
    const name = document.createElement('strong');
    name.textContent = telling;
    root.append(name, ': ');
  }
  const message = document.createElement('span');
  message.textContent = error.message;
  root.append(message);
  if (error.line !== undefined) {
    const place = document.createElement('span');
    place.className = 'inspect-place';
    place.textContent = ` line ${error.line}${error.column === undefined ? '' : `, column ${error.column}`}`;
    root.append(place);
  }
  const frames = callsOf(error);
  if (frames) {
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    summary.textContent = 'Stack';
    const stack = document.createElement('pre');
    stack.textContent = frames;
    details.append(summary, stack);
    root.append(details);
  }
  return root;
}

/** The calls in cells; those inside the machine tell an author nothing. */
function callsOf({ stack = '' }: CellError): string {
  return stack
    .split('\n')
    .filter((line) => /cell-\d+\.\d+\.js/.test(line))
    .map((line) => line.trim().replace(/cell-(\d+)\.\d+\.js(?::\d+:\d+)?/g, 'cell $1'))
    .slice(0, 20)
    .join('\n');
}
