import { findTemplateSymbols } from '@/cells/compiler/symbols';
import { compileTemplate } from '@/cells/compiler/template';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';

export const markdown: Kind = {
  name: 'markdown',
  type: cellTypes.markdown,
  label: 'Markdown',
  defaultRun: 'auto',
  onlyShows: true,
  emptySource: '',
  compile: ({ source, hidden, output }) =>
    // Formulas are typeset by what few texts need.
    compileTemplate(source, { tag: mayHoldFormula(source) ? 'md.typeset(tex)' : 'md', hidden, output }),
  symbols: ({ source }) => findTemplateSymbols(source),
};

/** Dollars around what is no price; values among it do not count. */
const mayHoldFormula = (source: string): boolean =>
  /\$\$[^$]+\$\$|(?<![\\$])\$(?![\s$])(?:[^$\n]|\n(?!\n))*?(?<![\s\\])\$(?![\d$])/.test(
    source.replace(/\$\{[^{}]*\}/g, 'x'),
  );
