import type { CellKind } from '@/cells/document/notebook';

export interface NewPicture {
  /** The file's. */
  readonly name: string;
  readonly url: string;
  /** Where in the text; its end when left out. */
  readonly at?: number;
}

/** Kinds whose text holds pictures. */
export const takesPictures = (kind: CellKind | undefined): boolean => kind === 'markdown' || kind === 'html';

/**
 * The text with a picture in it, and where in it the picture ends. In Markdown its long address stands at the end, so that the text
 * stays one to read.
 */
export function insertPicture(
  source: string,
  kind: CellKind,
  { name, url, at }: NewPicture,
): { readonly source: string; readonly end: number } {
  const place = Math.min(at ?? source.trimEnd().length, source.length);
  const said = name
    .replace(/\.\w+$/, '')
    .replace(/[[\]<>"`$\\]/g, ' ')
    .trim();
  const [before, after] = [source.slice(0, place), source.slice(place)];
  if (kind === 'html') {
    const tag = `<img alt="${said.replaceAll('&', '&amp;')}" src="${url}">`;
    return { source: before + tag + after, end: before.length + tag.length };
  }
  const mark = freeMark(source);
  const gap = at === undefined && before.trim() !== '' ? '\n\n' : '';
  const written = `${before}${gap}![${said}][${mark}]`;
  const text = `${written}${after}`.trimEnd();
  const isAmongAddresses = /^\[[^\]]+\]: data:\S+$/.test(text.slice(text.lastIndexOf('\n') + 1));
  return { source: `${text}${isAmongAddresses ? '\n' : '\n\n'}[${mark}]: ${url}\n`, end: written.length };
}

function freeMark(source: string): string {
  let mark = 'picture';
  for (let count = 2; source.includes(`[${mark}]`); count += 1) mark = `picture-${count}`;
  return mark;
}
