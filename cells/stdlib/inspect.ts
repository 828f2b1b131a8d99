import { formatValue } from '@/cells/kernel/format-value';

/**
 * A value as something to read: one line, which opens into a tree where there is more inside. Parts are made when opened, so
 * that a large or endless structure costs nothing closed. Styles: `inspect.css`.
 */
export function inspect(value: unknown, { name }: { name?: string } = {}): HTMLElement {
  const root = element('div', 'inspect');
  if (name) root.append(element('span', 'inspect-name', name), ' = ');
  root.append(isTree(value) ? inspectTree(value) : inspectLeaf(value));
  return root;
}

function inspectLeaf(value: unknown): HTMLElement {
  if (typeof value === 'string') return inspectText(value);
  return element('span', `inspect-${kindOfLeaf(value)}`, formatValue(value));
}

/** Text that is long, or has several lines, opens into all of it. */
function inspectText(text: string): HTMLElement {
  const quoted = JSON.stringify(text);
  if (quoted.length <= maxLine && !text.includes('\n')) return element('span', 'inspect-string', quoted);
  return disclosure(element('span', 'inspect-string', `${quoted.slice(0, maxLine)}…`), (content) => {
    content.append(element('pre', 'inspect-string', text));
  });
}

function kindOfLeaf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (value instanceof Date) return 'date';
  if (value instanceof Node) return 'node';
  if (value instanceof RegExp) return 'string';
  return typeof value === 'bigint' ? 'number' : typeof value === 'object' ? 'other' : typeof value;
}

function isTree(value: unknown): value is object {
  if (typeof value === 'function') return false;
  if (typeof value !== 'object' || value === null) return false;
  return !(
    value instanceof Date ||
    value instanceof RegExp ||
    value instanceof Node ||
    value instanceof Promise
  );
}

function inspectTree(value: object): HTMLElement {
  const line = element('span', 'inspect-preview');
  const size = sizeOf(value);
  const label = size === undefined ? '' : `${className(value)}(${size}) `;
  if (label) line.append(element('span', 'inspect-class', label));
  const preview = formatValue(value).replace(label ? /^\w+(\(\d+\))? (?=[{[])/ : /^$/, '');
  line.append(preview.length > maxLine ? `${preview.slice(0, maxLine)}…` : preview);
  if (isEmpty(value)) return line;
  return disclosure(line, (content) => appendParts(content, partsOf(value)));
}

type Part = readonly [label: string, read: () => unknown];

/** What is inside, one after another, each read only when its turn comes. */
function* partsOf(value: object): Generator<Part> {
  if (value instanceof Map) {
    let i = 0;
    for (const [key, item] of value)
      yield isTree(key) ? [`${i++}`, () => ({ key, value: item })] : [formatValue(key), () => item];
    return;
  }
  if (value instanceof Set) {
    let i = 0;
    for (const item of value) yield [`${i++}`, () => item];
    return;
  }
  if (value instanceof Error) yield ['stack', () => value.stack];
  if (isArrayLike(value)) {
    for (let i = 0; i < value.length; i++) yield [`${i}`, () => value[i]];
    for (const key of Object.keys(value)) if (!/^\d+$/.test(key)) yield [key, () => Reflect.get(value, key)];
    return;
  }
  for (const key of Reflect.ownKeys(value)) {
    if (Object.getOwnPropertyDescriptor(value, key)?.enumerable === false && !(value instanceof Error))
      continue;
    if (value instanceof Error && key === 'stack') continue;
    yield [String(key), () => Reflect.get(value, key)];
  }
}

const pageSize = 100;

/** Appends the next parts, and a button for those after them. */
function appendParts(content: HTMLElement, parts: Iterator<Part>): void {
  for (let i = 0; i < pageSize; i++) {
    const { done, value: part } = parts.next();
    if (done) return;
    content.append(inspectPart(part));
  }
  const more = element('button', 'inspect-more', 'More');
  more.addEventListener('click', () => {
    more.remove();
    appendParts(content, parts);
  });
  content.append(more);
}

function inspectPart([label, read]: Part): HTMLElement {
  const part = element('div', 'inspect-part');
  part.append(element('span', 'inspect-key', label), ': ');
  try {
    const value = read();
    part.append(isTree(value) ? inspectTree(value) : inspectLeaf(value));
  } catch (error) {
    part.append(
      element('span', 'inspect-empty', `cannot be read: ${error instanceof Error ? error.message : error}`),
    );
  }
  return part;
}

function disclosure(line: HTMLElement, open: (content: HTMLElement) => void): HTMLElement {
  const details = document.createElement('details');
  details.className = 'inspect-tree';
  const summary = document.createElement('summary');
  summary.append(line);
  const content = element('div', 'inspect-parts');
  details.append(summary, content);
  details.addEventListener('toggle', () => {
    if (details.open && !content.hasChildNodes()) open(content);
  });
  return details;
}

function sizeOf(value: object): number | undefined {
  if (value instanceof Map || value instanceof Set) return value.size;
  return isArrayLike(value) ? value.length : undefined;
}

function isEmpty(value: object): boolean {
  return partsOf(value).next().done === true;
}

function isArrayLike(value: object): value is ArrayLike<unknown> & object {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function className(value: object): string {
  return Object.getPrototypeOf(value)?.constructor?.name ?? 'Object';
}

const maxLine = 100;

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text?: string,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
