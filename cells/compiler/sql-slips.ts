import { tokenizeSql } from './sql-tokens';

export interface SqlSlip {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * What can be told to be wrong in SQL text without an engine: brackets that do not pair, texts and names whose quotes never
 * close. It says nothing about correct text, and little about the rest.
 */
export function findSqlSlips(sql: string): SqlSlip[] {
  const slips: SqlSlip[] = [];
  const open: { text: string; start: number; end: number }[] = [];
  for (const { type, text, start, end } of tokenizeSql(sql)) {
    const quote = sql[start] ?? '';
    const isQuoted = (type === 'string' && quote === "'") || type === 'quoted';
    if (isQuoted && (end - start < 2 || !sql.startsWith(quote, end - 1)))
      slips.push({ message: `This ${quote} is never closed.`, start, end: start + 1 });
    if (type !== 'punctuation') continue;
    if (closers[text]) open.push({ text, start, end });
    else if (/^[)\]}]$/.test(text)) {
      const last = open.at(-1);
      if (last && closers[last.text] === text) open.pop();
      else slips.push({ message: `This ${text} closes nothing.`, start, end });
    }
  }
  for (const { text, start, end } of open)
    slips.push({ message: `This ${text} is never closed.`, start, end });
  return slips.sort((a, b) => a.start - b.start);
}
