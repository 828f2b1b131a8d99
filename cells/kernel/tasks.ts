export interface Tasks {
  /** Resolves in a task of its own: after rendering and input had their chance, hidden or not, in any engine. */
  next(): Promise<void>;
  /** A pause when the present task has kept the page from drawing for long (at `now`); undefined when there is no need. */
  breathe(now: number): Promise<void> | undefined;
  dispose(): void;
}

const longTaskMs = 12;

/**
 * Tasks by MessageChannel: unlike animation frames they also come while the page is hidden, off screen or without a screen, and
 * unlike timers they are not slowed down.
 */
export function createTasks(): Tasks {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  let taskStart = performance.now();
  port1.onmessage = () => {
    taskStart = performance.now();
    waiting.shift()?.();
    if (waiting.length === 0) keepProcessAlive(port1, false);
  };
  keepProcessAlive(port1, false);
  const next = () =>
    new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 1) keepProcessAlive(port1, true);
      port2.postMessage(null);
    });
  return {
    next,
    breathe: (now) => (now - taskStart < longTaskMs ? undefined : next()),
    dispose: () => port1.close(),
  };
}

/** In Node an open port keeps the process alive; only a task that is due should. */
function keepProcessAlive(port: MessagePort & { ref?(): void; unref?(): void }, alive: boolean): void {
  if (alive) port.ref?.();
  else port.unref?.();
}
