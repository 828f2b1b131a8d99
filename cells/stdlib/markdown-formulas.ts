import type { MarkedExtension, Tokens } from 'marked';

/**
 * `$…$` within a line and `$$…$$`, as Pandoc reads them: nothing but the formula touches its dollars, and no digit follows, so that
 * “$5 and $10” stay prices. `typeset` gives the HTML that stands for a formula.
 */
export function formulas(typeset: (source: string, isBlock: boolean) => string): MarkedExtension {
  const renderer = (token: Tokens.Generic) => typeset(token.text, token.type === 'blockFormula');
  return {
    extensions: [
      {
        name: 'blockFormula',
        level: 'block',
        start: (text) => /^ {0,3}\$\$/m.exec(text)?.index,
        tokenizer(text) {
          const [raw, formula = ''] = /^ {0,3}\$\$([^$]+?)\$\$[ \t]*(?:\n|$)/.exec(text) ?? [];
          return raw === undefined ? undefined : { type: 'blockFormula', raw, text: formula.trim() };
        },
        renderer,
      },
      {
        name: 'formula',
        level: 'inline',
        start: (text) => indexOf(text),
        tokenizer(text) {
          const [raw, doubled, single] = formula.exec(text) ?? [];
          if (raw === undefined) return undefined;
          const type = doubled === undefined ? 'formula' : 'blockFormula';
          return { type, raw, text: (doubled ?? single ?? '').trim() };
        },
        renderer,
      },
    ],
  };
}

const formula =
  /^(?:\$\$([^$]+?)\$\$|\$(?![\s$])((?:\\[\s\S]|[^\\$\n]|\n(?!\n))*?(?:\\[\s\S]|[^\s\\$]))\$(?![\d$]))/;

const indexOf = (text: string): number | undefined => {
  const at = text.indexOf('$');
  return at === -1 ? undefined : at;
};
