/**
 * The only file that touches the privates of @observablehq/runtime (6.0.1, pinned). It changes two things: what paces the
 * graph, and that a variable can be computed again without being defined again.
 */
import { type Module, type Observer, Runtime, RuntimeError, type Variable } from '@observablehq/runtime';
import type { Tasks } from './tasks';

export type { Observer, Variable };

export interface Graph {
  variable(observer: Observer): Variable;
  /** Computes the variable, and what depends on it, once more. */
  touch(variable: Variable): void;
  /** Makes a builtin anew, which failed before. */
  retryBuiltin(name: string, make: () => unknown): void;
  /** True from a change until the states of all it touches are known. */
  isScheduled(): boolean;
  dispose(): void;
}

/** Generators give at most one value in this time, as if bound to a screen. */
const generatorPaceMs = 16;

export function createGraph(builtins: Readonly<Record<string, () => unknown>>, tasks: Tasks): Graph {
  const runtime = new Runtime(builtins);
  const main: Module = runtime.module();

  // Not an animation frame: those stop while the frame is hidden, off screen or headless.
  runtime._computeSoon = async () => {
    await tasks.next();
    if (!runtime._disposed) await runtime._computeNow();
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  let pulled = 0;
  const due: (() => void)[] = [];
  const pull = () => {
    timer = undefined;
    pulled = performance.now();
    runtime._precomputes.push(...due.splice(0));
    runtime._compute();
  };
  runtime._precompute = (callback) => {
    due.push(callback);
    if (timer !== undefined || runtime._disposed) return;
    // A generator that takes longer than the pace goes on at once: timers are slow in a hidden page, tasks are not.
    const wait = pulled + generatorPaceMs - performance.now();
    if (wait > 0) timer = setTimeout(pull, wait);
    else pull();
  };

  return {
    variable: (observer) => main.variable(observer),
    touch(variable) {
      runtime._updates.add(variable);
      runtime._compute();
    },
    retryBuiltin: (name, make) => void runtime._builtin.redefine(name, [], make),
    isScheduled: () => runtime._computing !== null,
    dispose() {
      clearTimeout(timer);
      runtime.dispose();
    },
  };
}

/** The input through which an error came from another variable, or undefined when the error is the variable's own. */
export function failedInput(error: unknown): string | undefined {
  return error instanceof RuntimeError ? error.input : undefined;
}
