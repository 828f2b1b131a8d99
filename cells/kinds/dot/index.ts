import { findTemplateSymbols } from '@/cells/compiler/symbols';
import { compileTemplate } from '@/cells/compiler/template';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';

/** A graph in Graphviz's language, drawn. `${…}` puts values into its text. */
export const dot: Kind = {
  name: 'dot',
  type: cellTypes.dot,
  label: 'Graphviz',
  defaultRun: 'auto',
  onlyShows: true,
  emptySource: '',
  compile: (cell) =>
    // An empty text shows nothing, and fetches nothing.
    compileTemplate(cell.source, {
      tag: cell.source.trim() === '' ? 'String.raw' : 'dot',
      hidden: cell.hidden || cell.source.trim() === '',
      output: cell.output,
    }),
  symbols: ({ source }) => findTemplateSymbols(source),
};
