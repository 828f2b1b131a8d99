import { html } from '@codemirror/lang-html';
import { javascript, javascriptLanguage } from '@codemirror/lang-javascript';
import { markdown, markdownLanguage } from '@codemirror/lang-markdown';
import { sql } from '@codemirror/lang-sql';
import type { Language, LanguageSupport } from '@codemirror/language';
import type { CellKind } from '@/cells/document/notebook';
import { duckdb } from './duckdb-dialect';

/** What is written in the editor of a kind; undefined is plain text. */
export function languageOf(kind: CellKind): LanguageSupport | undefined {
  switch (kind) {
    case 'javascript':
      return scripting;
    case 'markdown':
      return prose;
    case 'html':
      return markup;
    case 'sql':
      return query;
    // Forms show their options as JSON, which is JavaScript.
    case 'input':
    case 'chart':
    case 'train':
    case 'tune':
    case 'evaluate':
      return scripting;
    case 'unsupported':
      return undefined;
  }
}

// Made once: every editor of a kind and every stand-in shares its parser.
const scripting = javascript();
const markup = html({ selfClosingTags: true });
const prose = markdown({
  base: markdownLanguage,
  codeLanguages: (info): Language | null => (/^(js|javascript)$/.test(info) ? javascriptLanguage : null),
  completeHTMLTags: false,
});
const query = sql({ dialect: duckdb, upperCaseKeywords: true });
