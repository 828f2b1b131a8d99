import { formatValue } from '@/cells/kernel/format-value';

/**
 * A value as something to read: one line, which opens into a tree where there is more inside. Parts are made when opened, so
 * that a large or endless structure costs nothing closed. Styles: `inspect.css`.
 */
export function inspect(value: unknown, { name }: { name?: string } = {}): HTMLElement {
  const root = element('div', 'inspect');
  if (name) root.append(element('span', 'inspect-name', name), ' = ');
  root.append(inspectAny(value, name ?? 'value'));
  return root;
}

/** `path`: the expression that gives the value. */
const inspectAny = (value: unknown, path: string): HTMLElement =>
  isTree(value) ? inspectTree(value, path) : inspectLeaf(value);

function inspectLeaf(value: unknown): HTMLElement {
  if (typeof value === 'string') return inspectText(value);
  if (typeof value === 'function') return inspectSource(value, String(value));
  if (value instanceof Element) return inspectSource(value, value.outerHTML);
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

/** A function or element opens into its text. */
function inspectSource(value: unknown, source: string): HTMLElement {
  const line = element('span', `inspect-${kindOfLeaf(value)}`, formatValue(value));
  return disclosure(line, (content) => {
    const cut =
      source.length > longestSource
        ? `${source.slice(0, longestSource)}… (${source.length} characters)`
        : source;
    content.append(element('pre', 'inspect-other', cut));
  });
}

const longestSource = 20_000;

function kindOfLeaf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (value instanceof Date) return 'date';
  if (value instanceof Node) return 'node';
  if (value instanceof RegExp) return 'string';
  return typeof value === 'bigint' ? 'number' : typeof value === 'object' ? 'other' : typeof value;
}

export function isTree(value: unknown): value is object {
  if (typeof value === 'function') return false;
  if (typeof value !== 'object' || value === null) return false;
  return !(
    value instanceof Date ||
    value instanceof RegExp ||
    value instanceof Node ||
    value instanceof Promise
  );
}

function inspectTree(value: object, path: string): HTMLElement {
  const line = element('span', 'inspect-preview');
  const size = sizeOf(value);
  const label = size === undefined ? '' : `${className(value)}(${size}) `;
  if (label) line.append(element('span', 'inspect-class', label));
  const shown =
    value instanceof Range ? Array.prototype.slice.call(value.of, value.start, value.start + 5) : value;
  const preview = formatValue(shown).replace(label ? /^\w+(\(\d+\))? (?=[{[])/ : /^$/, '');
  line.append(preview.length > maxLine ? `${preview.slice(0, maxLine)}…` : preview);
  if (isEmpty(value)) return line;
  return disclosure(line, (content) => appendParts(content, partsOf(value), path));
}

/** `step`: what leads from the whole to the part, as code. */
interface Part {
  readonly label: string;
  readonly step: string;
  read(): unknown;
}

/** Some of a long array: `start` up to, not including, `end`. */
class Range {
  constructor(
    readonly of: ArrayLike<unknown>,
    readonly start: number,
    readonly end: number,
  ) {}
}

/** A longer array opens into ranges, so that its end is as near as its beginning. */
const longestFlat = 1000;

function* partsOfArray({ of, start, end }: Range): Generator<Part> {
  const length = end - start;
  if (length <= longestFlat) {
    for (let i = start; i < end; i++) yield { label: `${i}`, step: `[${i}]`, read: () => of[i] };
    return;
  }
  let width = 100;
  while (length / width > 100) width *= 100;
  for (let at = start; at < end; at += width) {
    const to = Math.min(end, at + width);
    yield { label: `${at} … ${to - 1}`, step: '', read: () => new Range(of, at, to) };
  }
}

/** What is inside, one after another, each read only when its turn comes. */
export function* partsOf(value: object): Generator<Part> {
  if (value instanceof Range) return yield* partsOfArray(value);
  if (value instanceof Map) {
    let i = 0;
    for (const [key, item] of value) {
      const place = i++;
      if (isTree(key))
        yield {
          label: `${place}`,
          step: `.entries().toArray()[${place}]`,
          read: () => ({ key, value: item }),
        };
      else yield { label: formatValue(key), step: `.get(${writeKey(key)})`, read: () => item };
    }
    return;
  }
  if (value instanceof Set) {
    let i = 0;
    for (const item of value) {
      const place = i++;
      yield { label: `${place}`, step: `.values().toArray()[${place}]`, read: () => item };
    }
    return;
  }
  if (value instanceof ArrayBuffer) {
    yield { label: 'bytes', step: '', read: () => new Uint8Array(value) };
    return;
  }
  if (typeof Blob !== 'undefined' && value instanceof Blob) {
    for (const key of ['name', 'type', 'size'])
      if (key in value) yield { label: key, step: `.${key}`, read: () => Reflect.get(value, key) };
    return;
  }
  if (value instanceof Error) yield { label: 'stack', step: '.stack', read: () => value.stack };
  if (isArrayLike(value)) {
    yield* partsOfArray(new Range(value, 0, value.length));
    if (value.length <= longestFlat || Array.isArray(value))
      for (const key of namedKeys(value))
        yield { label: key, step: stepTo(key), read: () => Reflect.get(value, key) };
    return;
  }
  for (const key of Reflect.ownKeys(value)) {
    if (Object.getOwnPropertyDescriptor(value, key)?.enumerable === false && !(value instanceof Error))
      continue;
    if (value instanceof Error && key === 'stack') continue;
    yield {
      label: String(key),
      step: typeof key === 'symbol' ? '' : stepTo(key),
      read: () => Reflect.get(value, key),
    };
  }
}

/** Names that an array has beside its places; of a very long one nobody looks for them. */
const namedKeys = (value: ArrayLike<unknown> & object): string[] =>
  value.length > 100_000 ? [] : Object.keys(value).filter((key) => !/^\d+$/.test(key));

const stepTo = (key: string): string =>
  /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;

const writeKey = (key: unknown): string => (typeof key === 'string' ? JSON.stringify(key) : formatValue(key));

const pageSize = 100;

/** Appends the next parts, and a button for those after them. */
function appendParts(
  content: HTMLElement,
  parts: Iterator<Part>,
  path: string,
  first: IteratorResult<Part> = parts.next(),
): void {
  let next = first;
  for (let i = 0; i < pageSize && !next.done; i++) {
    content.append(inspectPart(next.value, path));
    next = parts.next();
  }
  if (next.done) return;
  const rest = next;
  const more = element('button', 'inspect-more', 'More');
  more.addEventListener('click', () => {
    more.remove();
    appendParts(content, parts, path, rest);
  });
  content.append(more);
}

function inspectPart({ label, step, read }: Part, path: string): HTMLElement {
  const part = element('div', 'inspect-part');
  const key = element('span', 'inspect-key', label);
  if (step) {
    key.dataset.path = `${path}${step}`;
    key.title = `Copy ${path}${step}`.slice(0, 200);
  }
  part.append(key, ': ');
  try {
    part.append(inspectAny(read(), `${path}${step}`));
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
  if (value instanceof Range) return value.end - value.start;
  return isArrayLike(value) ? value.length : undefined;
}

function isEmpty(value: object): boolean {
  return partsOf(value).next().done === true;
}

function isArrayLike(value: object): value is ArrayLike<unknown> & object {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function className(value: object): string {
  if (value instanceof Range) return 'Array';
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
