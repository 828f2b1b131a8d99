import type { MailSection, MailTable } from './section';

/** A part of a mail in lines, for readers without HTML. */
export function sectionText({ title, text, table, picture, link }: MailSection): string[] {
  const lines: string[] = [];
  if (title) lines.push('', title, '-'.repeat(Math.min(title.length, 76)));
  if (text) lines.push(text);
  if (table) lines.push('', ...tableText(table));
  if (picture?.alt) lines.push('', picture.alt);
  if (link) lines.push(`${link.label}: ${link.url}`);
  return lines;
}

function tableText({ header, rows }: MailTable): string[] {
  const widths = header.map((label, i) =>
    Math.min(Math.max(label.length, ...rows.map((row) => (row[i] ?? '').length)), 40),
  );
  const write = (row: readonly string[]) =>
    widths
      .map((width, i) => (row[i] ?? '').padEnd(width))
      .join('  ')
      .trimEnd();
  return [write(header), ...rows.map(write)];
}
