/** Cell text stands in the file four spaces deep, between a line break and the closing tag's own indentation. */

const lineBreak = /\r\n?|\n/;

export function indentSource(source: string): string {
  const lines = source.split(lineBreak);
  return `\n${lines.map((line) => (line ? `    ${line}` : '')).join('\n')}\n  `;
}

export function dedentSource(text: string): string {
  const lines = text.split(lineBreak);
  if (isBlank(lines.at(-1))) lines.pop();
  if (lines.length > 0 && isBlank(lines[0])) lines.shift();
  return lines.map((line) => (line.startsWith('    ') ? line.slice(4) : line)).join('\n');
}

function isBlank(line: string | undefined): boolean {
  return line !== undefined && line.trim() === '';
}
