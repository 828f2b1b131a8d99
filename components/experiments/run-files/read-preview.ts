import { csvParseRows, tsvParseRows } from 'd3';

/** What of a file can be shown. */
export type Preview =
  | { readonly kind: 'image'; readonly content: Blob }
  | { readonly kind: 'html'; readonly html: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[]; readonly total: number }
  | { readonly kind: 'text'; readonly text: string; readonly isWhole: boolean }
  | { readonly kind: 'none'; readonly why: string };

const MB = 1024 ** 2;
const largestText = 4 * MB;
const largestPicture = 20 * MB;
const shownRows = 200;
const shownCharacters = 100_000;

const pictures: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
};

/** `undefined` when it may be read; else why there is nothing to show. */
export const whyNoPreview = (path: string, bytes: number): string | undefined => {
  if (bytes === 0) return 'This file is empty.';
  if (bytes > (endingOf(path) in pictures ? largestPicture : largestText))
    return 'This file is too large to be shown here. Download it.';
  return undefined;
};

/** Reads the content of a file by the end of its path; what is neither picture nor text has no preview. */
export function readPreview(path: string, content: Uint8Array<ArrayBuffer>): Preview {
  const ending = endingOf(path);
  const type = pictures[ending];
  // As the source of an <img>, a drawing with a script in it is a drawing.
  if (type) return { kind: 'image', content: new Blob([content], { type }) };
  const text = readText(content);
  if (text === undefined) return { kind: 'none', why: 'This is neither a picture nor a text. Download it.' };
  if (ending === 'html' || ending === 'htm') return { kind: 'html', html: text };
  if (ending === 'csv' || ending === 'tsv') {
    const rows = (ending === 'csv' ? csvParseRows : tsvParseRows)(text);
    return { kind: 'table', rows: rows.slice(0, shownRows + 1), total: Math.max(0, rows.length - 1) };
  }
  const shown = ending === 'json' ? indented(text) : text;
  return { kind: 'text', text: shown.slice(0, shownCharacters), isWhole: shown.length <= shownCharacters };
}

/** Undefined for what is no UTF-8, or holds a zero byte as binary files do. */
function readText(content: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** JSON on one line is set in several; what has lines, and Python's NaN, stays as it was written. */
function indented(text: string): string {
  if (text.trim().includes('\n')) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const endingOf = (path: string): string => /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
