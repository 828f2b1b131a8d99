import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ArtifactEvent, RunEventInput, ToldRunEvent } from '@/cells/tracking/run-event';
import { toldRunEvent } from '@/cells/tracking/run-event';
import { createRunLog } from './run-log';
import { createMemoryRunLogStore } from './run-log-store';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const a = 'a'.repeat(32);
const b = 'b'.repeat(32);
const start = (runId: string) => toldRunEvent.parse({ type: 'start', runId, at: 1 });
const point = (runId: string, step: number) =>
  toldRunEvent.parse({
    type: 'metrics',
    runId,
    at: 2,
    points: [{ key: 'rmse', value: 1, step, timestamp: 2 }],
  });
const file = (runId: string, path: string) =>
  toldRunEvent.parse({
    ...{ type: 'artifact', runId, at: 2, path },
    content: new TextEncoder().encode(`content of ${path}`),
  });
const end = (runId: string) => toldRunEvent.parse({ type: 'end', runId, at: 3, status: 'FINISHED' });

/** A server as the real one counts: it passes over numbers up to the greatest it has of a client. */
function createServer() {
  const last = new Map<string, number>();
  const server = {
    away: false,
    /** Takes the batch, and its answer never arrives. */
    mute: false,
    refuses: (_event: RunEventInput) => false,
    got: [] as string[],
    events: [] as RunEventInput[],
    async send({ client, events }: { client: string; events: RunEventInput[] }) {
      if (server.away) throw new Error('away');
      if (events.some(server.refuses)) return { refused: true as const };
      for (const event of events) {
        if (event.sequence <= (last.get(client) ?? 0)) continue;
        last.set(client, event.sequence);
        server.events.push(event);
        const status = event.type === 'end' ? ` ${event.status}` : '';
        server.got.push(`${event.runId[0]} ${event.type}${status}`);
      }
      if (server.mute) throw new Error('no answer');
      return { sequence: last.get(client) ?? 0 };
    },
    async sendArtifact(sent: { client: string; event: ArtifactEvent; content: Blob }) {
      if (server.away) throw new Error('away');
      const { client, event } = sent;
      if (event.sequence > (last.get(client) ?? 0)) {
        last.set(client, event.sequence);
        server.got.push(`${event.runId[0]} ${event.path}: ${await sent.content.text()}`);
      }
      if (server.mute) throw new Error('no answer');
      return { sequence: last.get(client) ?? 0 };
    },
  };
  return server;
}

const open = (
  server: ReturnType<typeof createServer>,
  store = createMemoryRunLogStore(),
  client = 'client-1',
) => ({
  store,
  log: createRunLog({
    client,
    notebookId: 'n',
    store,
    send: server.send,
    sendArtifact: server.sendArtifact,
    revision: async () => 7,
    now: () => 9,
  }),
});

test('events are numbered in the order they were told, and a start knows the saved revision', async () => {
  const server = createServer();
  const { log, store } = open(server);
  await Promise.all([log.tell([start(a)]), log.tell([point(a, 0)]), log.tell([end(a)])]);
  await log.flush();
  expect(server.got).toEqual(['a start', 'a metrics', 'a end FINISHED']);
  expect(server.events.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  expect(server.events[0]).toMatchObject({ revision: 7 });
  expect(await store.events('client-1')).toEqual([]);
});

test('what is told while the server is away arrives once when it is back', async () => {
  const server = createServer();
  const { log } = open(server);
  server.away = true;
  await log.tell([start(a), point(a, 0)]);
  await log.tell([point(a, 1), end(a)]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(server.got).toEqual([]);
  server.away = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.got).toEqual(['a start', 'a metrics', 'a metrics', 'a end FINISHED']);
});

test('files go between the events that they were told with, each once, also when the server was away', async () => {
  const server = createServer();
  const { log, store } = open(server);
  server.away = true;
  await log.tell([start(a), point(a, 0), file(a, 'one.csv'), file(a, 'two.json'), end(a)]);
  await vi.advanceTimersByTimeAsync(5000);
  server.away = false;
  server.mute = true;
  await vi.advanceTimersByTimeAsync(60_000);
  server.mute = false;
  await vi.advanceTimersByTimeAsync(120_000);
  expect(server.got).toEqual([
    'a start',
    'a metrics',
    'a one.csv: content of one.csv',
    'a two.json: content of two.json',
    'a end FINISHED',
  ]);
  expect(await store.events('client-1')).toEqual([]);
});

test('what is too large for a file of a run, or leads out of its folder, is no event', () => {
  const content = new Uint8Array(10 * 1024 ** 2 + 1);
  const told = { type: 'artifact', runId: a, at: 2, path: 'big.bin', content };
  expect(toldRunEvent.safeParse(told).error?.message).toContain('10 MB at most');
  expect(toldRunEvent.safeParse({ ...told, content: content.slice(1) }).success).toBe(true);
  for (const path of ['../x', '/x', 'a//b', 'a/../b', 'a\\b', ''])
    expect(toldRunEvent.safeParse({ ...told, path, content: content.slice(1) }).success, path).toBe(false);
});

test('a batch whose answer is lost is sent again and counts once', async () => {
  const server = createServer();
  const { log, store } = open(server);
  server.mute = true;
  await log.tell([start(a), end(a)]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await store.events('client-1')).toHaveLength(2);
  server.mute = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.got).toEqual(['a start', 'a end FINISHED']);
  expect(await store.events('client-1')).toEqual([]);
});

test('what a killed page left is sent by the next, and its running training is interrupted', async () => {
  const server = createServer();
  const { log, store } = open(server);
  await log.tell([start(a), point(a, 0)]);
  await log.flush();
  server.away = true;
  await log.tell([end(a), start(b), point(b, 0)]);
  log.stop();

  server.away = false;
  const next = open(server, store, 'client-2').log;
  await next.takeOver('client-1');
  expect(server.got).toEqual([
    'a start',
    'a metrics',
    'a end FINISHED',
    'b start',
    'b metrics',
    'b end KILLED',
  ]);
  expect(await store.clients()).toEqual([]);
});

test('a training that goes on in the next page is not ended with the one that died', async () => {
  const server = createServer();
  const { log, store } = open(server);
  await log.tell([start(a), start(b)]);
  await log.flush();
  log.stop();
  const next = open(server, store, 'client-2').log;
  await next.tell([toldRunEvent.parse({ type: 'resume', runId: a, at: 5 })]);
  await next.takeOver('client-1');
  expect(server.got).toEqual(['a start', 'b start', 'a resume', 'b end KILLED']);
  await next.endOpenRuns();
  await next.flush();
  expect(server.got.at(-1)).toBe('a end KILLED');
});

test('two pages that take the same log over end its run once', async () => {
  const server = createServer();
  const { log, store } = open(server);
  await log.tell([start(a)]);
  await log.flush();
  log.stop();
  const [second, third] = [open(server, store, 'client-2').log, open(server, store, 'client-3').log];
  await second.takeOver('client-1');
  await third.takeOver('client-1');
  expect(server.got).toEqual(['a start', 'a end KILLED']);
});

test('a frame that is gone ends its runs; a training that is silent says that it lives', async () => {
  const server = createServer();
  const { log } = open(server);
  await log.tell([start(a), start(b), end(b)]);
  await vi.advanceTimersByTimeAsync(130_000);
  expect(server.got.at(-1)).toBe('a describe');
  await log.endOpenRuns();
  await log.flush();
  expect(server.got.at(-1)).toBe('a end KILLED');
  const before = server.got.length;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(server.got).toHaveLength(before);
});

test('a batch that the server will never take does not hold up what follows', async () => {
  const server = createServer();
  const { log } = open(server);
  server.refuses = ({ runId }) => runId === a;
  await log.tell([start(a)]);
  await log.flush();
  const told: ToldRunEvent[] = [start(b), end(b)];
  await log.tell(told);
  await log.flush();
  expect(server.got).toEqual(['b start', 'b end FINISHED']);
});
