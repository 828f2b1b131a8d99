import type { MailSection } from '../mails';
import { gridOf } from './read-grid';
import { captionOf, tableOf, textOf } from './read-output';

/** A figure that is another than last time. */
export interface ChangedFigure {
  readonly name: string;
  /** As they were shown, unit and all. */
  readonly before: string;
  readonly now: string;
  /** (now − before) / |before|; undefined where it was 0. */
  readonly change?: number;
}

const mostFigures = 6;
/** A change of fewer units of the last digit shown says little: 0.02 and 0.00 are both about nothing. Whole numbers count things. */
const fewestUnits = 5;

/**
 * What of these cells' figures is different, the largest change first: numbers of the same row and column of a table, and numbers in
 * the same words of a caption or a line of text. What stood in other words before is not compared.
 */
export function compareFigures(
  cells: readonly { readonly name: string; readonly before?: string; readonly now: string }[],
): ChangedFigure[] {
  const found = cells.flatMap(({ name, before, now }) => {
    if (before === undefined) return [];
    const earlier = figuresOf(before, name);
    return [...figuresOf(now, name)].flatMap(([key, text]): ChangedFigure[] => {
      const last = earlier.get(key);
      if (last === undefined || last === text) return [];
      const [from, to] = [numberOf(last), numberOf(text)];
      if (from === undefined || to === undefined || from === to) return [];
      const decimals = Math.max(decimalsOf(last), decimalsOf(text));
      if (decimals > 0 && Math.abs(to - from) * 10 ** decimals < fewestUnits - 0.5) return [];
      return [
        { name: key, before: last, now: text, ...(from !== 0 && { change: (to - from) / Math.abs(from) }) },
      ];
    });
  });
  const size = ({ change }: ChangedFigure) =>
    change === undefined ? Number.POSITIVE_INFINITY : Math.abs(change);
  return found.sort((a, b) => size(b) - size(a)).slice(0, mostFigures);
}

/** As a part of the mail. */
export const changedFigures = (figures: readonly ChangedFigure[]): MailSection => ({
  title: 'Against last time',
  table: {
    header: ['Figure', 'Last time', 'Now', 'Change'],
    rows: figures.map(({ name, before, now, change }) => [name, before, now, sayChange(change)]),
  },
});

const sayChange = (change: number | undefined): string => {
  if (change === undefined) return '';
  const percent = Math.abs(change * 100);
  return `${change < 0 ? '−' : '+'}${percent < 10 ? percent.toFixed(1) : Math.min(percent, 99_999).toFixed(0)} %`;
};

/** Name → figure as shown. A name that comes twice names nothing and is left out. */
function figuresOf(html: string, name: string): Map<string, string> {
  const figures = new Map<string, string | undefined>();
  const add = (key: string, text: string) => figures.set(key, figures.has(key) ? undefined : text);
  const table = tableOf(html) ?? gridOf(html)?.table;
  if (table)
    for (const [label = '', ...values] of table.rows)
      for (const [i, value] of values.entries())
        if (label && numberOf(value) !== undefined) add(`${label}, ${table.header[i + 1] ?? ''}`, value);
  if (!table)
    for (const [key, text] of figuresIn(captionOf(html) ?? textOf(html).slice(0, 2000), name)) add(key, text);
  return new Map([...figures].flatMap(([key, text]) => (text === undefined ? [] : [[key, text] as const])));
}

const number = /[-−+]?\d[\d,.  ]*\d(?:\s?%)?|[-−+]?\d(?:\s?%)?/g;

/** The numbers of a text, each under the words before it, or the word behind it where none are. */
function figuresIn(text: string, name: string): [string, string][] {
  return text.split(/(?<=[.!?;])\s+/).flatMap((sentence) => {
    let end = 0;
    return [...sentence.matchAll(number)].map((match): [string, string] => {
      const words = sentence.slice(end, match.index).trim().split(/\s+/).slice(-5).join(' ');
      end = match.index + match[0].length;
      const before = words.replace(/^[^\p{L}\d]+|[^\p{L}\d)]+$/gu, '');
      // Words that only lead to a number name nothing: "97 of 168 labelled".
      const about = (leads.test(before) ? wordsAfter(sentence.slice(end)) : '') || before;
      const isSaid = !about || about.toLowerCase() === name.toLowerCase();
      return [isSaid ? name : name ? `${name}: ${about}` : about, match[0].trim()];
    });
  });
}

const leading = '(?:in|of|on|at|to|for|from|with|and|the|an?)';
const leads = new RegExp(`^(?:${leading}(?: ${leading})*)?$`, 'i');

/** At most three words, without those that only lead on: "predictions in the". */
const wordsAfter = (text: string): string =>
  (/^\s+(\p{L}+(?: \p{L}+){0,2})/u.exec(text)?.[1] ?? '').replace(new RegExp(`(?: ${leading})+$`), '');

const decimalsOf = (text: string): number => /\.(\d+)/.exec(text)?.[1]?.length ?? 0;

/** "12 345.6", "1,234", "−3.5 %" as a number; undefined for what is none. */
function numberOf(text: string): number | undefined {
  if (!/^[-−+]?\d[\d,.  ]*\s?%?$/.test(text.trim())) return undefined;
  const plain = text.replace(/[\s,  %]/g, '').replace('−', '-');
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}
