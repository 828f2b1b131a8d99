/**
 * What trainings of this page tell, kept by this browser until the server has it: nothing is lost by a server that is away or a tab
 * that dies, and nothing arrives twice, as each event has a number that the server remembers.
 */
import type { ArtifactEvent, RunEventInput, ToldRunEvent } from '@/cells/tracking/run-event';

export interface KeptEvent {
  readonly client: string;
  readonly notebookId: string;
  readonly event: RunEventInput | ArtifactEvent;
  /** Of a file of a run. The browser keeps it outside memory. */
  readonly content?: Blob;
}

/** A run that has begun and not ended, and the number of the last event of its client. */
export interface OpenRun {
  readonly client: string;
  readonly notebookId: string;
  readonly runId: string;
}

/** Where events lie until they are acknowledged: this browser's database, or memory where a private window refuses it. */
export interface RunLogStore {
  /** Keeps events and what they begin or end, together or not at all. */
  add(events: readonly KeptEvent[]): Promise<void>;
  /** Events of a client in the order of their numbers. */
  events(client: string): Promise<readonly KeptEvent[]>;
  openRuns(client: string): Promise<readonly OpenRun[]>;
  /** The greatest number that a client has given; 0 for none. */
  lastSequence(client: string): Promise<number>;
  /** Forgets events up to a number, which the server has. */
  acknowledge(client: string, sequence: number): Promise<void>;
  /** Clients that left something. */
  clients(): Promise<readonly string[]>;
  /** Nothing of this client is left to do. */
  forget(client: string): Promise<void>;
}

export type SendAnswer = { readonly sequence: number } | { readonly refused: true };

export interface RunLogOptions {
  readonly client: string;
  readonly notebookId: string;
  readonly store: RunLogStore;
  /**
   * Sends one batch; resolves with the greatest number that the server has. Rejects when the server is away.
   * `refused: true`: it will never take the batch.
   */
  send(batch: { client: string; notebookId: string; events: RunEventInput[] }): Promise<SendAnswer>;
  /** The same for a file of a run. */
  sendArtifact(sent: {
    client: string;
    notebookId: string;
    event: ArtifactEvent;
    content: Blob;
  }): Promise<SendAnswer>;
  /** The saved revision that a run which starts now belongs to. */
  revision(): Promise<number | undefined>;
  now(): number;
}

export interface RunLog {
  /** Resolves when the events are written down; they are sent by themselves. */
  tell(events: readonly ToldRunEvent[]): Promise<void>;
  /** Sends what is kept. Never rejects: what cannot be sent stays, and is tried again after a while. */
  flush(): Promise<void>;
  /** The frame is gone, and its trainings with it. */
  endOpenRuns(): Promise<void>;
  /** Sends what a page that died left, and says that its trainings were interrupted. */
  takeOver(client: string): Promise<void>;
  /** Tells nothing more; a retry that waits is given up. */
  stop(): void;
}

const batchSize = 100;
const firstRetryMs = 2000;
const longestRetryMs = 60_000;
/** The server counts a run that is silent for ten minutes as interrupted. */
const aliveMs = 120_000;

export function createRunLog({
  client,
  notebookId,
  store,
  send,
  sendArtifact,
  revision,
  now,
}: RunLogOptions): RunLog {
  let sequence = 0;
  let retryMs = firstRetryMs;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  let again = false;
  let flushing: Promise<void> | undefined;
  const running = new Set<string>();
  const alive = setInterval(() => {
    if (running.size > 0) void tell([...running].map(stillRuns)).catch(warn);
  }, aliveMs);

  const stillRuns = (runId: string): ToldRunEvent => ({
    type: 'describe',
    runId,
    at: now(),
    params: {},
    tags: {},
  });

  // One after another, so that numbers lie in the order in which they are written down: the server passes over one below what it has.
  let writing: Promise<void> = Promise.resolve();
  async function tell(events: readonly ToldRunEvent[]): Promise<void> {
    for (const { type, runId } of events) {
      if (type === 'start' || type === 'resume') running.add(runId);
      if (type === 'end') running.delete(runId);
    }
    const written = writing.then(async () => {
      const begins = events.some(({ type }) => type === 'start');
      const number = begins ? await revision().catch(() => undefined) : undefined;
      await store.add(events.map((told) => ({ client, notebookId, ...toKept(told, ++sequence, number) })));
    });
    writing = written.catch(() => undefined);
    await written;
    void flush();
  }

  async function sendAll(of: string): Promise<void> {
    for (;;) {
      const kept = await store.events(of);
      const [first] = kept;
      if (!first) return;
      const { notebookId, event, content } = first;
      let last = event.sequence;
      let answer: SendAnswer;
      if (event.type === 'artifact') {
        // A browser that was short of room may have lost what was in it.
        answer = content
          ? await sendArtifact({ client: of, notebookId, event, content })
          : { refused: true as const };
      } else {
        const events = batchOf(kept);
        last = events.at(-1)?.sequence ?? last;
        answer = await send({ client: of, notebookId, events });
      }
      await store.acknowledge(of, 'refused' in answer ? last : Math.min(last, answer.sequence));
    }
  }

  function flush(): Promise<void> {
    if (flushing) {
      // What was written meanwhile may have come after its last look.
      again = true;
      return flushing;
    }
    flushing = sendOwn().finally(() => {
      flushing = undefined;
    });
    return flushing;
  }

  async function sendOwn(): Promise<void> {
    clearTimeout(retry);
    try {
      do {
        again = false;
        await sendAll(client);
      } while (again);
      retryMs = firstRetryMs;
    } catch {
      if (stopped) return;
      retry = setTimeout(() => void flush(), retryMs);
      retryMs = Math.min(retryMs * 2, longestRetryMs);
    }
  }

  return {
    tell,
    flush,
    async endOpenRuns() {
      if (running.size === 0) return;
      await tell([...running].map((runId) => interrupted(runId, now())));
    },
    async takeOver(other) {
      // What that page was training may have gone on here.
      const open = (await store.openRuns(other)).filter(({ runId }) => !running.has(runId));
      let next = await store.lastSequence(other);
      const ends = open.map(({ notebookId, runId }) => ({
        client: other,
        notebookId,
        event: { ...interrupted(runId, now()), sequence: ++next },
      }));
      if (ends.length) await store.add(ends);
      await sendAll(other);
      await store.forget(other);
    },
    stop() {
      stopped = true;
      clearInterval(alive);
      clearTimeout(retry);
    },
  };
}

function toKept(
  told: ToldRunEvent,
  sequence: number,
  revision: number | undefined,
): Pick<KeptEvent, 'event' | 'content'> {
  if (told.type === 'start') return { event: { ...told, sequence, revision } };
  if (told.type !== 'artifact') return { event: { ...told, sequence } };
  const { content, ...event } = told;
  return { event: { ...event, sequence }, content: new Blob([content]) };
}

/** The first events that go together: of one notebook, up to a file. */
function batchOf(kept: readonly KeptEvent[]): RunEventInput[] {
  const batch: RunEventInput[] = [];
  for (const { notebookId, event } of kept) {
    if (event.type === 'artifact' || notebookId !== kept[0]?.notebookId || batch.length >= batchSize) break;
    batch.push(event);
  }
  return batch;
}

const interrupted = (runId: string, at: number) => ({
  type: 'end' as const,
  runId,
  at,
  status: 'KILLED' as const,
  metrics: {},
  step: 0,
});

const warn = (error: unknown) => console.warn('A run could not be written down:', error);
