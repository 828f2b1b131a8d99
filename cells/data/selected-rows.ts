import type { Clause } from './clause';

/**
 * The rows of a table that are chosen by brushing. SQL reads it as a table (`FROM chosen`), or as a condition where one stands
 * (`WHERE ${chosen}`); nothing is copied.
 */
export class SelectedRows {
  constructor(
    /** A table's value, or the name of attached data. */
    readonly source: object | string,
    /** The condition in SQL; `true` lets everything through. */
    readonly where: string,
    /** The same as filters of columns. */
    readonly clause: Clause = [],
  ) {}

  /** In a query it stands for its condition. */
  toString(): string {
    return this.where;
  }
}
