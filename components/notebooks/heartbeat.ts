/**
 * Tells when the frame's thread no longer answers: an endless loop, or one very long step. Counts pings, not time alone, so
 * that a laptop that slept or a page in the background is not mistaken for a busy notebook.
 */
export interface Heartbeat {
  /** An answer came. */
  alive(): void;
  stop(): void;
}

const everyMs = 1000;

export function startHeartbeat(options: {
  /** Unanswered pings, one a second, after which the frame counts as busy. */
  readonly tolerated: number;
  ping(): void;
  isVisible(): boolean;
  onChange(busy: boolean): void;
}): Heartbeat {
  let unanswered = 0;
  let busy = false;
  const set = (now: boolean) => {
    if (now === busy) return;
    busy = now;
    options.onChange(busy);
  };
  const timer = setInterval(() => {
    if (!options.isVisible()) {
      unanswered = 0;
      return;
    }
    options.ping();
    unanswered += 1;
    if (unanswered > options.tolerated) set(true);
  }, everyMs);
  return {
    alive() {
      unanswered = 0;
      set(false);
    },
    stop: () => clearInterval(timer),
  };
}
