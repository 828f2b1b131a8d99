/**
 * What helps while a notebook is written: what its names mean across cells, mistakes before anything runs, renaming, finding.
 * Pure functions over the author's text; nothing here runs a cell, asks an engine or knows an editor.
 */

export { findText, type Match, mostMatches, planReplace, type Search } from './find-text';
export type { Call, LibraryDocs, Member, Parameter } from './library-docs';
export { type Knowledge, lintCell, type Mistake } from './lint-cell';
export { planRename, type RenamePlan } from './plan-rename';
export { type FoundSymbol, symbolAt, symbolOf } from './symbol-at';
export { createSymbolIndex, type Definition, type SymbolIndex } from './symbol-index';
