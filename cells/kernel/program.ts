import type { CompiledCell } from '@/cells/compiler/compiled-cell';

type Body = (...inputs: unknown[]) => unknown;

/** A compiled cell as a function; made at the first run, since many cells never run. */
export class Program {
  readonly compiled: CompiledCell;
  /** Stands in stack traces, and tells this text of the cell from earlier ones. */
  readonly url: string;
  readonly #usesConsole: boolean;
  #make: ((console: Console) => Body) | undefined;
  #plain: Body | undefined;

  constructor(compiled: CompiledCell, url: string) {
    this.compiled = compiled;
    this.url = url;
    this.#usesConsole = /\bconsole\b/.test(compiled.body);
  }

  /** The function to call; `console` is made only for a cell that names it. */
  body(console: () => Console): Body {
    this.#make ??= evaluate(this.compiled.body, this.url);
    if (this.#usesConsole) return this.#make(console());
    this.#plain ??= this.#make(globalThis.console);
    return this.#plain;
  }
}

function evaluate(body: string, url: string): (console: Console) => Body {
  // biome-ignore lint/security/noGlobalEval: to run cells is what a kernel is for; it stands in a sandbox without rights.
  const indirect = globalThis.eval;
  return indirect(`((console) => (${body}))\n//# sourceURL=${url}`);
}
