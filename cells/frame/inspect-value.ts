import type { CellError } from '@/cells/kernel/cell-run';
import { formatValue } from '@/cells/kernel/format-value';

/** The picture of a value: a node as it is, else its text. */
export function inspectValue(value: unknown): Node {
  if (value instanceof Node) return value;
  const text = document.createElement('pre');
  text.textContent = formatValue(value);
  return text;
}

export function inspectError(error: CellError): Node {
  const text = document.createElement('pre');
  text.textContent = `${error.name}: ${error.message}`;
  return text;
}
