import type { System } from './context';

/** What feeds the headless frames of a worker: a door makes it, the worker uses it, neither knows the other. */
export interface FrameServer {
  /** `http://127.0.0.1:<port>`: frame assets and signed data files, nothing else. */
  readonly origin: string;
  close(): Promise<void>;
}

export type OpenFrameServer = (system: System) => Promise<FrameServer>;
