import type { z } from 'zod';
import type { CompileContext, CompiledCell } from '@/cells/compiler/compiled-cell';
import type { CellSymbols } from '@/cells/compiler/symbols';
import type { Cell, CellKind, RunMode } from '@/cells/document/notebook';

/**
 * One folder and one line in `kinds/index.ts` make a kind. `index.ts` of a kind is light: page and server list and compile
 * cells with it; what executes is reached through the standard library at run time.
 */
export interface Kind {
  readonly name: Exclude<CellKind, 'unsupported'>;
  /** The `type` attribute in the file. */
  readonly type: string;
  /** The word on the "add cell" menu. */
  readonly label: string;
  readonly defaultRun: RunMode;
  /** Runs in no time and changes nothing but what is seen, whatever the notebook says of its cells. */
  readonly onlyShows?: boolean;
  /** Source of a fresh cell. */
  readonly emptySource: string;
  /** Form kinds keep their options as JSON, checked by this. */
  readonly options?: z.ZodType;
  compile(cell: Cell, context: CompileContext): CompiledCell;
  /** What the names in its text mean; undefined while it does not parse. */
  symbols(cell: Cell): CellSymbols | undefined;
  /** The javascript a person would have typed; form kinds only. Without a context, names of tables are taken for cells. */
  toCode?(cell: Cell, context?: CompileContext): string;
}
