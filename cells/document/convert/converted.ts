import type { Notebook } from '../notebook';

/** A notebook made of a file of another format. */
export interface Converted {
  readonly notebook: Notebook;
  /** What did not come over as it was, in sentences. */
  readonly notes: readonly string[];
}

/** A file that cannot be read; the message says why, and what to do. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/** Characters that a file may have, as those of a notebook. */
export const longestFile = 60_000_000;

/** The title of what names none: its first heading, else the file's name. */
export function titleFor(prose: readonly string[], fileName: string): string {
  for (const text of prose) {
    const [, heading = ''] = /^ {0,3}#[ \t]+(.*)$/m.exec(text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '')) ?? [];
    const plain = heading.slice(0, 500).replace(/[*_`]|[ \t]*#*[ \t]*$/g, '');
    if (plain) return plain;
  }
  return (
    fileName
      .replace(/^.*[\\/]/, '')
      .replace(/\.[^.]*$/, '')
      .slice(0, 500) || 'Untitled'
  );
}

/** Text in which `${` begins no expression. */
export const withoutExpressions = (text: string): string =>
  text.replace(/\\[\s\S]|\$\{/g, (found) => (found === '${' ? '\\${' : found));

export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
