import { decodeReferences } from './characters';

export interface Tag {
  /** Lower case. */
  readonly name: string;
  readonly closing: boolean;
  /** In file order; the first of equal names wins, as in HTML. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly start: number;
  /** Just after `>`. */
  readonly end: number;
}

/** A file that cannot be read as a notebook, with the line (1-based) where that shows. */
export class NotebookSyntaxError extends Error {
  override readonly name = 'NotebookSyntaxError';
  readonly line: number;
  constructor(problem: string, html: string, position: number) {
    const line = lineAt(html, position);
    super(`${problem} (line ${line}).`);
    this.line = line;
  }
}

function lineAt(html: string, position: number): number {
  let line = 1;
  for (let at = html.indexOf('\n'); at !== -1 && at < position; at = html.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** Reads the tag that starts at `<`; undefined when that `<` starts no tag. */
export function readTag(html: string, start: number): Tag | undefined {
  const opening = match(/<(\/?)([a-z][^\s/>]*)/iy, html, start);
  if (!opening) {
    // A doctype, a processing instruction, an odd end tag: skipped as HTML skips them, to the end of the file if need be.
    if (!'!?/'.includes(html[start + 1] ?? ' ')) return undefined;
    const close = html.indexOf('>', start);
    const end = close === -1 ? html.length : close + 1;
    return { name: '', closing: true, attributes: new Map(), start, end };
  }
  const [text, slash = '', name = ''] = opening;
  const attributes = new Map<string, string>();
  let at = start + text.length;
  for (;;) {
    at += match(/[\s/]*/y, html, at)?.[0].length ?? 0;
    if (html[at] === '>')
      return { name: name.toLowerCase(), closing: slash !== '', attributes, start, end: at + 1 };
    const attribute = match(
      /([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?/y,
      html,
      at,
    );
    if (!attribute) throw new NotebookSyntaxError(`<${slash}${name} has no ">"`, html, start);
    const [whole, key = '', double, single, bare] = attribute;
    at += whole.length;
    if (html[at] === '=' && double === undefined && single === undefined && bare === undefined) {
      const value = match(/=\s*(.?)/sy, html, at);
      if (value?.[1] !== '>')
        throw new NotebookSyntaxError(`The value of ${key} in <${name}> is never closed`, html, at);
      at += 1; // `<a b=>`: an empty value
    }
    const attributeName = key.toLowerCase();
    if (!attributes.has(attributeName))
      attributes.set(attributeName, decodeReferences(double ?? single ?? bare ?? ''));
  }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
