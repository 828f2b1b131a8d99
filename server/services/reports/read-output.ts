import type { MailTable } from '../mails';

/**
 * What a mail takes out of a cell's frozen HTML: plain text, never markup. The HTML comes from a frame and is not trusted; what
 * is read here is escaped again where it is written.
 */
/** The caption of the figure in the output: where a chart says its numbers in words. */
export function captionOf(html: string): string | undefined {
  const match = /<figcaption\b[^>]*>([\s\S]*?)<\/figcaption>/i.exec(html);
  return match?.[1] === undefined ? undefined : textOf(match[1]) || undefined;
}

/** The heading in the output, if it has one. */
export function headingOf(html: string): string | undefined {
  const match = /<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1>/i.exec(html);
  return match?.[2] === undefined ? undefined : textOf(match[2]) || undefined;
}

export const hasGraphic = (html: string): boolean => /<(svg|canvas|img)\b/i.test(html);

/** A chart in the output's only figure: pictures leave out its heading and caption, which are shown as text. */
export const isPicturedFigure = (html: string): boolean =>
  (html.match(/<figure\b/gi) ?? []).length === 1 && hasGraphic(html);

const widest = 8;
const longest = 40;
const longestValue = 300;

/** The first table with a header, of at most 8 columns; at most 40 of its rows. */
export function tableOf(html: string): MailTable | undefined {
  const table = /<table\b[^>]*>([\s\S]*?)<\/table>/i.exec(html)?.[1];
  if (!table) return undefined;
  const lines = [...table.matchAll(/<tr\b[^>]*>([\s\S]*?)(?=<\/tr>|<tr\b|$)/gi)].map((line) =>
    [...(line[1] ?? '').matchAll(/<(t[hd])\b[^>]*>([\s\S]*?)(?=<\/t[hd]>|<t[hd]\b|$)/gi)].map((cell) => ({
      isHeader: cell[1]?.toLowerCase() === 'th',
      text: textOf(cell[2] ?? '').slice(0, longestValue),
    })),
  );
  const [first, ...rest] = lines;
  if (!first || first.length === 0 || first.length > widest || !first.every((cell) => cell.isHeader))
    return undefined;
  // A column that only draws says nothing as text.
  const columns = first.flatMap((_, i) => (rest.some((line) => line[i]?.text) ? [i] : []));
  const take = (line: readonly { text: string }[]) => columns.map((i) => line[i]?.text ?? '');
  return { header: take(first), rows: rest.slice(0, longest).map(take) };
}

/** Without its figures, whose tables belong to the picture. */
export const withoutFigures = (html: string): string => html.replace(/<figure\b[\s\S]*?<\/figure>/gi, ' ');

/** Without its first table and its heading. */
export const withoutTable = (html: string): string =>
  html.replace(/<table\b[\s\S]*?<\/table>/i, ' ').replace(/<h([1-6])\b[\s\S]*?<\/h\1>/i, ' ');

const mostWords = 3000;

/** Text by paragraphs and items of lists, each on a line. */
export const paragraphsOf = (html: string): string | undefined =>
  html
    .split(/<\/(?:p|li|h[1-6]|figcaption)>/i)
    .map(textOf)
    .filter(Boolean)
    .join('\n')
    .slice(0, mostWords) || undefined;

/** What its drawings are called: charts say their numbers there. */
export const labelsOf = (html: string): string =>
  [...html.matchAll(/<(?:svg|canvas|img)\b[^>]*?\s(?:aria-label|alt)="([^"]*)"/gi)]
    .map(([, label]) => textOf(label ?? ''))
    .filter(Boolean)
    .join('. ')
    .slice(0, mostWords);

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Text without tags, styles and scripts, its white space collapsed. */
export function textOf(html: string): string {
  return html
    .replace(/<(style|script|title)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
      if (name) return entities[name.toLowerCase()] ?? whole;
      const code = Number.parseInt(decimal ?? hex, decimal ? 10 : 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    })
    .replace(/\s+/g, ' ')
    .trim();
}
