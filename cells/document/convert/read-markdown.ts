import { cellTypes } from '../cell-types';
import { createCell } from '../create';
import type { Cell } from '../notebook';
import {
  type Converted,
  countOf,
  longestFile,
  titleFor,
  UnreadableFile,
  withoutExpressions,
} from './converted';
import { readInfo } from './fence';
import { readFrontMatter } from './front-matter';
import { cellFrom, typeOf } from './markdown-cells';

/**
 * Markdown with fenced cells, as Observable Framework and our own export write it: ```js, ```sql, ```html and their like become cells,
 * what stands between them text cells. `<!-- cell -->` divides prose. A fence with `run=false`, or of another language, stays in
 * the prose.
 * @throws UnreadableFile for what is too long or no text
 */
export function readMarkdown(text: string, fileName: string): Converted {
  if (text.length > longestFile)
    throw new UnreadableFile(
      `This file has ${Math.round(text.length / 1e6)} MB; up to ${longestFile / 1e6} MB are read. Split it.`,
    );
  if (text.includes('\0')) throw new UnreadableFile('This is no Markdown: it is not a file of text.');
  const { title, attributes, isOurs, unread, body } = readFrontMatter(
    text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'),
  );
  const notes: string[] = [];
  const cells: Cell[] = [];
  let prose: string[] = [];
  /** Attributes of the text cell that a comment began. */
  let begun: ReadonlyMap<string, string> | undefined;
  const endProse = () => {
    const source = prose
      .join('\n')
      .replace(/^(?:[ \t]*\n)+/, '')
      .trimEnd();
    if (source || begun)
      cells.push(cellFrom({ id: cells.length + 1, type: cellTypes.markdown, source }, begun ?? new Map()));
    prose = [];
    begun = undefined;
  };
  let left = 0;

  const lines = body.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, comment] = /^<!-- cell((?: .*)?) -->$/.exec(line) ?? [];
    if (comment !== undefined) {
      endProse();
      begun = readInfo(`- ${comment}`).attributes;
      continue;
    }
    const [, indent = '', fence, info = ''] = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})(.*)$/.exec(line) ?? [];
    if (!fence) {
      prose.push(line);
      continue;
    }
    const end = findEnd(lines, at, fence);
    const content = lines.slice(at + 1, end);
    const type = typeOf(readInfo(info));
    if (type) {
      endProse();
      const source = content.map((one) => withoutIndent(one, indent.length)).join('\n');
      cells.push(cellFrom({ id: cells.length + 1, type, source }, readInfo(info).attributes));
    } else {
      if (info.trim() && !/ run=false$/.test(info)) left += 1;
      const shown = isOurs ? content : content.map(withoutExpressions);
      prose.push(line.replace(/ run=false$/, ''), ...shown);
      if (end < lines.length) prose.push(lines[end] ?? '');
    }
    at = end;
  }
  endProse();

  if (left > 0 && !isOurs) notes.push(`${countOf(left, 'block')} of code kept as text.`);
  const unsupported = cells.filter(({ kind }) => kind === 'unsupported').length;
  if (unsupported > 0 && !isOurs)
    notes.push(`${countOf(unsupported, 'cell')} of a kind that does not run here, kept as text.`);
  if (unread.length > 0) notes.push(`Not read of the front matter: ${unread.join(', ')}.`);
  const texts = cells.filter(({ kind }) => kind === 'markdown').map(({ source }) => source);
  return {
    notebook: {
      title: title ?? titleFor(texts, fileName),
      cells: cells.length > 0 ? cells : [createCell({ id: 1, kind: 'markdown', source: '' })],
      attributes,
    },
    notes,
  };
}

/** The line that closes the fence of line `start`; the number of lines where none does. */
function findEnd(lines: readonly string[], start: number, fence: string): number {
  const closing = new RegExp(`^ {0,3}${fence[0] === '~' ? '~' : '`'}{${fence.length},}\\s*$`);
  for (let at = start + 1; at < lines.length; at += 1) if (closing.test(lines[at] ?? '')) return at;
  return lines.length;
}

function withoutIndent(line: string, indent: number): string {
  const [spaces = ''] = /^ */.exec(line) ?? [];
  return line.slice(Math.min(indent, spaces.length));
}
