import { TRPCClientError } from '@trpc/client';
import { api } from '@/components/api';
import { createRunLog, type RunLog, type RunLogOptions } from './run-log';
import { createMemoryRunLogStore, openRunLogStore } from './run-log-store';

const lockName = (client: string) => `cellar-run-log ${client}`;

/** The log of one page. What pages left that died is taken over: at once, or when a page that still lives dies. */
export async function openRunLog({
  notebookId,
  revision,
}: Pick<RunLogOptions, 'notebookId' | 'revision'>): Promise<RunLog & { close(): Promise<void> }> {
  const client = crypto.randomUUID();
  // Private windows may refuse storage.
  const store = await openRunLogStore().catch(createMemoryRunLogStore);
  const log = createRunLog({
    ...{ client, notebookId, store, send, sendArtifact, revision },
    now: () => Date.now(),
  });
  const closing = new AbortController();
  // The browser lets go of it when the tab dies. There is none over plain HTTP from another machine.
  const locks: LockManager | undefined = navigator.locks;
  const isOpen = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));
  await new Promise<void>((resolve) => {
    if (!locks) return resolve();
    void locks.request(lockName(client), () => {
      resolve();
      return isOpen;
    });
  });
  if (locks)
    for (const other of await store.clients())
      locks
        .request(lockName(other), { signal: closing.signal }, () => log.takeOver(other))
        // What could not be sent stays for the next page that opens.
        .catch(() => undefined);
  const whenOnline = () => void log.flush();
  window.addEventListener('online', whenOnline);
  return {
    ...log,
    async close() {
      window.removeEventListener('online', whenOnline);
      await log.endOpenRuns();
      await log.flush();
      log.stop();
      if ((await store.events(client)).length === 0) await store.forget(client);
      closing.abort();
    },
  };
}

const never: ReadonlySet<unknown> = new Set(['bad_request', 'forbidden', 'not_found', 'too_large']);

const send: RunLogOptions['send'] = async (batch) => {
  try {
    return await api.runs.record.mutate(batch);
  } catch (error) {
    if (!(error instanceof TRPCClientError) || !never.has(error.data?.code)) throw error;
    console.warn('The server refused what a run told:', error.message);
    return { refused: true };
  }
};

const sendArtifact: RunLogOptions['sendArtifact'] = async ({ client, notebookId, event, content }) => {
  const { runId, sequence, at, path } = event;
  const asked = new URLSearchParams({ client, notebookId, sequence: `${sequence}`, at: `${at}`, path });
  const response = await fetch(`/api/runs/${runId}/artifact?${asked}`, { method: 'PUT', body: content });
  const answer: {
    sequence?: number;
    refused?: { reason: string }[];
    error?: { code: string; message: string };
  } = await response.json();
  if (response.ok && answer.sequence !== undefined) {
    for (const { reason } of answer.refused ?? [])
      console.warn('The server refused a file of a run:', reason);
    return { sequence: answer.sequence };
  }
  if (!never.has(answer.error?.code)) throw new Error(`The server answered ${response.status}.`);
  console.warn('The server refused a file of a run:', answer.error?.message);
  return { refused: true };
};
