/** Asks databases elsewhere in a thread of its own, so that reading a million rows holds up nobody else. It has no database of ours and no storage. */
import { parentPort } from 'node:worker_threads';
import { createQuerying, type QueryingNews } from './querying-task';
import type { ToQuerying } from './querying-thread';

const port = parentPort;
if (!port) throw new Error('This file runs as a worker thread.');

interface Running {
  readonly stop: AbortController;
  /** Resolves `wanted`. */
  more(): void;
}

const doTask = createQuerying();
const running = new Map<number, Running>();

// Only `createQueryingThread` starts this file.
port.on('message', (message: ToQuerying) => {
  const { id } = message;
  if (message.type === 'stop') running.get(id)?.stop.abort(new Error('It was stopped.'));
  else if (message.type === 'more') running.get(id)?.more();
  else {
    const stop = new AbortController();
    // As many parts as were asked for are sent; a reader that is slow holds up its own query only.
    let asked = 0;
    let wake = () => {};
    running.set(id, {
      stop,
      more() {
        asked += 1;
        wake();
      },
    });
    stop.signal.addEventListener('abort', () => wake());
    const tell = async (news: QueryingNews) => {
      if (stop.signal.aborted) return;
      if (news.type !== 'part') return port.postMessage({ id, news });
      while (asked === 0 && !stop.signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      asked -= 1;
      // Its memory goes along.
      port.postMessage({ id, news }, [news.bytes.buffer as ArrayBuffer]);
    };
    void doTask(message.task, tell, stop.signal).finally(() => running.delete(id));
  }
});
