type Listener = (...parameters: unknown[]) => void;
interface NodeProcess {
  listeners(event: string): Listener[];
  off(event: string, listener: Listener): void;
}

/**
 * Starts a WebAssembly engine whose glue code (Emscripten's), in Node, adds handlers that turn every unhandled error of the
 * whole process into its end. Takes those handlers off again; elsewhere it does nothing but start.
 */
export async function containEngine<T>(start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } finally {
    const { process } = globalThis as { process?: NodeProcess }; // absent in browsers
    if (typeof process?.listeners === 'function')
      for (const event of ['uncaughtException', 'unhandledRejection'])
        for (const listener of process.listeners(event)) if (isOfGlue(listener)) process.off(event, listener);
  }
}

/** The two handlers, as Emscripten writes them, minified or not. */
function isOfGlue(listener: Listener): boolean {
  const text = String(listener).replace(/\s/g, '');
  return (
    /^function\((\w+)\)\{if\(!\(\1instanceofExitStatus\)/.test(text) ||
    /^function\((\w+)\)\{throw\1;?\}$/.test(text)
  );
}
