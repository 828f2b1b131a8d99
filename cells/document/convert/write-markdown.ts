import type { Cell, Notebook } from '../notebook';
import { readInfo, writeFence, writeInfo } from './fence';
import { writeFrontMatter } from './front-matter';
import { attributesOf, infoOf, typeOf } from './markdown-cells';

/**
 * Markdown with fenced cells, which `readMarkdown` reads as the same notebook: cells are numbered anew from 1, and blank lines around
 * prose are gone.
 */
export function writeMarkdown({ title, cells, attributes }: Notebook): string {
  const blocks = cells.map((cell, place) => {
    if (cell.kind === 'markdown') return writeProse(cell, cells[place - 1]?.kind === 'markdown');
    const [language, about] = infoOf(cell);
    return writeFence([language, writeInfo(about)].filter(Boolean).join(' '), cell.source);
  });
  return `${[writeFrontMatter(title, attributes), ...blocks].join('\n')}\n`.replace(/\n+$/, '\n');
}

function writeProse(cell: Cell, followsProse: boolean): string {
  const about = writeInfo(attributesOf(cell));
  const text = markFences(
    cell.source
      .replace(/\r\n?/g, '\n')
      .replace(/^(?:[ \t]*\n)+/, '')
      .trimEnd(),
  );
  const divider = followsProse || about || text === '' ? `<!-- cell${about && ` ${about}`} -->\n` : '';
  return `${divider}${text}\n`;
}

/** Code that prose only shows must not become a cell; a fence that is left open must not swallow the next. */
function markFences(text: string): string {
  let open: string | undefined;
  const lines = text.split('\n').map((line) => {
    const [, fence, info = ''] = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/.exec(line) ?? [];
    if (!fence) return line;
    if (open === undefined) {
      open = fence;
      const looksLive = typeOf(readInfo(info.replace(/( run=false)+$/, ''))) !== undefined;
      return looksLive || / run=false$/.test(info) ? `${line} run=false` : line;
    }
    if (fence[0] === open[0] && fence.length >= open.length && info.trim() === '') open = undefined;
    return line;
  });
  if (open !== undefined) lines.push(open);
  return lines.join('\n');
}
