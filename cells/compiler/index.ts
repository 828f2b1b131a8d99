/**
 * From a cell's text to a `CompiledCell`: names read and defined, and the source of a function. Nothing here runs a cell,
 * touches a DOM, or knows the list of kinds (`cells/kinds` calls in here).
 */
export { analyze, type Cycle, type Duplicate } from './analyze';
export { type CompileContext, type CompiledCell, CompileError } from './compiled-cell';
export { compileJavaScript } from './javascript';
export { compileObservable } from './observable';
export { compileSql } from './sql';
export { findSqlReferences } from './sql-references';
export type { CellSymbols, SymbolPlace } from './symbols';
export { compileTemplate } from './template';
export { compileTypeScript, hasTypeScript, provideTypeScript } from './typescript';
