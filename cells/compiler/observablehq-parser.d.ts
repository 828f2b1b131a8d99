declare module '@observablehq/parser' {
  import type { AnyNode, Identifier } from 'acorn';
  import type { RecursiveVisitors } from 'acorn-walk';

  /** `viewof x` or `mutable x`. */
  export interface SpecialName {
    readonly type: 'ViewExpression' | 'MutableExpression';
    readonly start: number;
    readonly end: number;
    readonly id: Identifier;
  }

  export interface ObservableCell {
    readonly id: Identifier | SpecialName | null;
    readonly body: AnyNode | null;
    readonly async: boolean;
    readonly generator: boolean;
  }

  /** Walks the two special names too. */
  export const walk: RecursiveVisitors<unknown>;

  export function parseCell(source: string): ObservableCell;
}
