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
  compile: (cell) => compileTemplate(cell.source, { tag: 'md', hidden: cell.hidden, output: cell.output }),
  symbols: ({ source }) => findTemplateSymbols(source),
};
