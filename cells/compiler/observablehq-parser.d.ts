declare module '@observablehq/parser' {
  import type { AnyNode, Identifier, ImportDeclaration } from 'acorn';
  import type { RecursiveVisitors } from 'acorn-walk';

  /** `viewof x` or `mutable x`. */
  export interface SpecialName {
    readonly type: 'ViewExpression' | 'MutableExpression';
    readonly start: number;
    readonly end: number;
    readonly id: Identifier;
  }

  /** `viewof alpha as beta` in the braces of an import. */
  export interface ObservableSpecifier {
    readonly type: string;
    readonly start: number;
    readonly end: number;
    readonly view?: boolean;
    readonly mutable?: boolean;
    readonly imported: Identifier;
    readonly local: Identifier;
  }

  export type ObservableImport = Omit<ImportDeclaration, 'specifiers'> & {
    readonly specifiers: readonly ObservableSpecifier[];
    readonly injections?: readonly ObservableSpecifier[];
  };

  export interface ObservableCell {
    readonly id: Identifier | SpecialName | null;
    readonly body: Exclude<AnyNode, ImportDeclaration> | ObservableImport | null;
    readonly async: boolean;
    readonly generator: boolean;
  }

  /** Walks the two special names too. */
  export const walk: RecursiveVisitors<unknown>;

  export function parseCell(source: string): ObservableCell;
}
