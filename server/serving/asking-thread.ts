import type { JudgedQuestion, Told } from '@/cells/ml/asking';
import { AppError } from '../errors';
import { startThread } from '../start-thread';
import type { AskingData, AskingReply, AskingRequest } from './asking-messages';
import { heapOf, sayEnd } from './thread-heap';

export interface AskingThread {
  /**
   * The answer as text. Rejects with AppError unprocessable in words of the model, unavailable when the package cannot be opened or the
   * thread ends, and with the signal's reason.
   */
  ask(question: JudgedQuestion, told: Told): Promise<string>;
  end(because?: string): void;
}

interface Waiting {
  resolve(text: string): void;
  reject(error: unknown): void;
  progress?(fraction: number): void;
}

/** `label` is for messages: `bike-demand version 3`. `onEnd` hears that it can be asked no more. */
export function createAskingThread(label: string, data: AskingData, onEnd: () => void): AskingThread {
  const heapMb = heapOf(data.files);
  const worker = startThread('asking-worker', data, heapMb);
  const waiting = new Map<number, Waiting>();
  let next = 0;
  let ended: AppError | undefined;
  const post = (request: AskingRequest) => worker.postMessage(request);
  const end = (message: string, cause?: unknown) => {
    if (ended) return;
    ended = new AppError('unavailable', message, { cause });
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
    void worker.terminate();
    onEnd();
  };
  worker.on('error', (cause) => end(`${label} ended while it was asked. ${sayEnd(cause, heapMb)}`, cause));
  worker.on('exit', () => end(`${label} ended while it was asked. Ask again.`));
  worker.on('message', (reply: AskingReply) => {
    if (reply.type === 'ready') return;
    if (reply.type === 'unusable') return end(`${label} cannot be loaded: ${reply.message}`);
    const asked = waiting.get(reply.id);
    if (reply.type === 'progress') return asked?.progress?.(reply.fraction);
    waiting.delete(reply.id);
    if (reply.type === 'answer') asked?.resolve(reply.text);
    else asked?.reject(new AppError('unprocessable', reply.message));
  });
  return {
    async ask(question, { signal, progress }) {
      if (ended) throw ended;
      signal?.throwIfAborted();
      const id = next++;
      const stop = () => {
        waiting.get(id)?.reject(signal?.reason);
        waiting.delete(id);
        if (!ended) post({ type: 'stop', id });
      };
      signal?.addEventListener('abort', stop, { once: true });
      try {
        return await new Promise<string>((resolve, reject) => {
          waiting.set(id, { resolve, reject, progress });
          post({ type: 'ask', id, question });
        });
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },
    end: (because = `${label} was closed. Ask again.`) => end(because),
  };
}
