/** What `runtime.ts` uses of the package; it has no types of its own. Underscored names are its privates. */
declare module '@observablehq/runtime' {
  export interface Observer {
    pending?(): void;
    fulfilled?(value: unknown): void;
    rejected?(error: unknown): void;
  }
  export interface Variable {
    define(name: string | null, inputs: readonly string[], definition: unknown): Variable;
    delete(): Variable;
  }
  export interface Module {
    variable(observer?: Observer | true): Variable;
    redefine(name: string, inputs: readonly string[], definition: unknown): Variable;
  }
  export class Runtime {
    constructor(builtins?: Readonly<Record<string, unknown>>);
    module(): Module;
    dispose(): void;
    readonly _builtin: Module;
    readonly _updates: Set<Variable>;
    _computing: Promise<void> | null;
    readonly _disposed: boolean;
    _compute(): Promise<void>;
    _computeNow(): Promise<void>;
    _computeSoon: () => Promise<void>;
  }
  export class RuntimeError extends Error {
    readonly input?: string;
  }
}
