import { call } from './start-victim';

/** What clients were told, so what must be there afterwards. What was not answered may be there or not. */
export interface Acknowledged {
  readonly predictions: string[];
  readonly labels: Map<string, number>;
  readonly executions: Set<string>;
}

export interface Load {
  readonly acknowledged: Acknowledged;
  /** Resolves once each kind of call has been answered again. */
  answersEach(): Promise<void>;
  stop(): Promise<void>;
}

const model = 'bikes';
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Clients of a server that may be gone at any moment: two that ask for predictions, one that brings the truth for them, one that runs
 * `schedules` in turn. Nothing is sent twice: what was not answered is given up.
 */
export function startLoad(url: () => string, schedules: readonly string[]): Load {
  const acknowledged: Acknowledged = { predictions: [], labels: new Map(), executions: new Set() };
  const answers = { predictions: 0, labels: 0, executions: 0 };
  let isStopped = false;

  /** `ask` says how much was acknowledged. */
  async function repeat(kind: keyof typeof answers, waitMs: number, ask: () => Promise<number>) {
    while (!isStopped) {
      answers[kind] += await ask().catch((error: unknown) => {
        requireOutage(error);
        return 0;
      });
      await pause(waitMs);
    }
  }
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${url()}/api/models/${model}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const predict = async () => {
    const rows = [
      { hr: 8, temp: 0.5 },
      { hr: 17, temp: 0.7 },
    ];
    const { predictions } = (await post('predict', rows)) as { predictions: { id: string }[] };
    return acknowledged.predictions.push(...predictions.map(({ id }) => id));
  };
  let labelled = 0;
  const label = async () => {
    const ids = acknowledged.predictions.slice(labelled, labelled + 50);
    if (ids.length === 0) return 0;
    const labels = ids.map((id, i) => ({ id, label: labelled + i }));
    labelled += ids.length;
    await post('labels', { labels });
    for (const { id, label: value } of labels) acknowledged.labels.set(id, value);
    return ids.length;
  };
  let turn = 0;
  const run = async () => {
    const id = schedules[turn++ % schedules.length];
    acknowledged.executions.add(String((await call(url(), 'schedules.runNow', { id })).executionId));
    return 1;
  };
  const loops = [
    repeat('predictions', 10, predict),
    repeat('predictions', 10, predict),
    repeat('labels', 200, label),
    repeat('executions', 1000, run),
  ];
  const ended = Promise.all(loops);
  return {
    acknowledged,
    async answersEach() {
      const before = { ...answers };
      const kinds = ['predictions', 'labels', 'executions'] as const;
      const until = performance.now() + 60_000;
      while (kinds.some((kind) => answers[kind] === before[kind])) {
        if (performance.now() > until)
          throw new Error(`Not answered in a minute: ${JSON.stringify(answers)}`);
        await Promise.race([ended, pause(20)]);
      }
    },
    async stop() {
      isStopped = true;
      await ended;
    },
  };
}

/** Anything else than an outage is a defect, and ends the load. */
function requireOutage(error: unknown): void {
  if (!isOutage(error)) throw error;
}

/** Nobody answered, or not to the end, or with no for now. */
export const isOutage = (error: unknown): boolean =>
  error instanceof Error && /fetch failed|terminated|: 50[03] /.test(error.message);
