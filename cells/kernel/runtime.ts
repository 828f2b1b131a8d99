/**
 * The only file that touches the privates of @observablehq/runtime (6.0.1, pinned). It changes three things: what paces the
 * graph, that cells without inputs run from top to bottom, and that a variable can be computed again without a new definition.
 */
import { type Module, type Observer, Runtime, RuntimeError, type Variable } from '@observablehq/runtime';
import type { Tasks } from './tasks';

export type { Observer, Variable };

export interface Graph {
  variable(observer: Observer): Variable;
  /** Computes the variable, and what depends on it, once more. */
  touch(variable: Variable): void;
  /** Gives a name to what nobody defines; the first one stays. */
  provide(name: string, make: () => unknown): void;
  /** Makes a builtin anew, which failed before. */
  retryBuiltin(name: string, make: () => unknown): void;
  /** True from a change until the states of all it touches are known. */
  isScheduled(): boolean;
  dispose(): void;
}

export function createGraph(builtins: Readonly<Record<string, () => unknown>>, tasks: Tasks): Graph {
  const runtime = new Runtime(builtins);
  const main: Module = runtime.module();
  const provided = new Map<string, Variable>();

  // Not an animation frame: those stop while the frame is hidden, off screen or headless.
  runtime._computeSoon = async () => {
    await tasks.next();
    if (runtime._disposed) return;
    reverse(runtime._updates); // the runtime takes the last one first
    await runtime._computeNow();
  };

  return {
    variable: (observer) => main.variable(observer),
    touch(variable) {
      runtime._updates.add(variable);
      runtime._compute();
    },
    provide(name, make) {
      if (!provided.has(name)) provided.set(name, main.variable().define(name, [], make));
    },
    retryBuiltin(name, make) {
      const variable = provided.get(name);
      if (variable) variable.define(name, [], make);
      else runtime._builtin.redefine(name, [], make);
    },
    isScheduled: () => runtime._computing !== null,
    dispose: () => runtime.dispose(),
  };
}

function reverse<T>(set: Set<T>): void {
  if (set.size < 2) return;
  const items = [...set].reverse();
  set.clear();
  for (const item of items) set.add(item);
}

/** The input through which an error came from another variable, or undefined when the error is the variable's own. */
export function failedInput(error: unknown): string | undefined {
  return error instanceof RuntimeError ? error.input : undefined;
}
