/** What a cell showed when it was written out: HTML that stands alone, the same as plain text, and what went wrong. */
export interface FrozenOutput {
  readonly cellId: number;
  readonly html: string;
  readonly text: string;
  readonly error?: string;
  /** Of the cell, as the kernel says it; absent where it is not known. */
  readonly state?: string;
}
