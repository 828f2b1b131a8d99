/**
 * The notebook file: what an author wrote, read and written without loss, without a DOM and without any knowledge of what
 * cells mean or how they run.
 */
export { cellTypes, kindOfType } from './cell-types';
export { createCell, createNotebook, nextCellId } from './create';
export { type Cell, type CellKind, cellKinds, type Notebook, type RunMode } from './notebook';
export { NotebookSyntaxError, parseNotebook } from './parse';
export { serializeNotebook } from './serialize';
export { sliceNotebook } from './slice';
