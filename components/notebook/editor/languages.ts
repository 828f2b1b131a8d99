import { html } from '@codemirror/lang-html';
import { javascript, javascriptLanguage } from '@codemirror/lang-javascript';
import { markdown, markdownLanguage } from '@codemirror/lang-markdown';
import { sql } from '@codemirror/lang-sql';
import type { Language, LanguageSupport } from '@codemirror/language';
import type { CellKind } from '@/cells/document/notebook';
import { type EditorLanguage, inView } from '../kinds-in-view';
import { duckdb } from './duckdb-dialect';

// Made once: every editor of a kind and every stand-in shares its parser.
const scripting = javascript();
const typed = javascript({ typescript: true });
const markup = html({ selfClosingTags: true });
const prose = markdown({
  base: markdownLanguage,
  codeLanguages: (info): Language | null => (/^(js|javascript)$/.test(info) ? javascriptLanguage : null),
  completeHTMLTags: false,
});
const query = sql({ dialect: duckdb, upperCaseKeywords: true });

const languages: Readonly<Record<Exclude<EditorLanguage, 'plain'>, LanguageSupport>> = {
  javascript: scripting,
  typescript: typed,
  sql: query,
  markdown: prose,
  html: markup,
};

/** What is written in the editor of a kind; undefined is plain text. */
export function languageOf(kind: CellKind): LanguageSupport | undefined {
  const language = inView(kind)?.language;
  return language === undefined || language === 'plain' ? undefined : languages[language];
}
