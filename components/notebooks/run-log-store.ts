import { type DBSchema, openDB } from 'idb';
import type { KeptEvent, OpenRun, RunLogStore } from './run-log';

interface Schema extends DBSchema {
  events: { key: [string, number]; value: KeptEvent & { sequence: number } };
  openRuns: { key: [string, string]; value: OpenRun };
  clients: { key: string; value: { client: string; sequence: number } };
}

const ofClient = (client: string) => IDBKeyRange.bound([client], [client, []]);

/** In this browser's database, beside the journal of edits. */
export async function openRunLogStore(): Promise<RunLogStore> {
  const database = await openDB<Schema>('cellar-runs', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('events', { keyPath: ['client', 'sequence'] });
      fresh.createObjectStore('openRuns', { keyPath: ['client', 'runId'] });
      fresh.createObjectStore('clients', { keyPath: 'client' });
    },
  });
  return {
    async add(events) {
      const transaction = database.transaction(['events', 'openRuns', 'clients'], 'readwrite');
      const open = transaction.objectStore('openRuns');
      for (const { client, notebookId, event, content } of events) {
        const { sequence, type, runId } = event;
        await transaction.objectStore('events').put({ client, notebookId, event, content, sequence });
        await transaction.objectStore('clients').put({ client, sequence });
        if (type === 'start' || type === 'resume') await open.put({ client, notebookId, runId });
        if (type === 'end') await open.delete([client, runId]);
      }
      await transaction.done;
    },
    events: (client) => database.getAll('events', ofClient(client)),
    openRuns: (client) => database.getAll('openRuns', ofClient(client)),
    lastSequence: async (client) => (await database.get('clients', client))?.sequence ?? 0,
    acknowledge: (client, sequence) =>
      database.delete('events', IDBKeyRange.bound([client], [client, sequence])),
    clients: () => database.getAllKeys('clients'),
    async forget(client) {
      const transaction = database.transaction(['events', 'openRuns', 'clients'], 'readwrite');
      await transaction.objectStore('events').delete(ofClient(client));
      await transaction.objectStore('openRuns').delete(ofClient(client));
      await transaction.objectStore('clients').delete(client);
      await transaction.done;
    },
  };
}

/** For a private window that refuses storage: kept as long as the page is. */
export function createMemoryRunLogStore(): RunLogStore {
  const kept: KeptEvent[] = [];
  const open = new Map<string, OpenRun>();
  const last = new Map<string, number>();
  const drop = (isDone: (event: KeptEvent) => boolean) => {
    for (let i = kept.length - 1; i >= 0; i--) {
      const event = kept[i];
      if (event && isDone(event)) kept.splice(i, 1);
    }
  };
  return {
    async add(events) {
      for (const item of events) {
        const { client, notebookId, event } = item;
        kept.push(item);
        last.set(client, event.sequence);
        if (event.type === 'start' || event.type === 'resume')
          open.set(event.runId, { client, notebookId, runId: event.runId });
        if (event.type === 'end') open.delete(event.runId);
      }
    },
    events: async (client) =>
      kept.filter((item) => item.client === client).sort((a, b) => a.event.sequence - b.event.sequence),
    openRuns: async (client) => [...open.values()].filter((run) => run.client === client),
    lastSequence: async (client) => last.get(client) ?? 0,
    acknowledge: async (client, sequence) =>
      drop((item) => item.client === client && item.event.sequence <= sequence),
    clients: async () => [...last.keys()],
    async forget(client) {
      drop((item) => item.client === client);
      for (const [id, run] of open) if (run.client === client) open.delete(id);
      last.delete(client);
    },
  };
}
