import { AppError } from '../../../errors';
import { startThread } from '../../../start-thread';
import type { PartsReply, PartsTask } from './parts-task';

const heapMb = 3000;

/** Does a task in a thread that ends with it. @throws AppError unprocessable with words about the file */
export async function inPartsThread(task: PartsTask, fileName: string, signal?: AbortSignal) {
  signal?.throwIfAborted();
  const worker = startThread('parts-worker', task, heapMb);
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const reply = await new Promise<PartsReply>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(signal?.reason ?? new Error('The thread that reads files ended.')));
    });
    if (reply.type === 'unreadable')
      throw new AppError('unprocessable', `${fileName} ${reply.message}. Nothing was added.`);
    if (reply.type === 'failure') throw new Error(reply.message);
    return reply;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      throw new AppError(
        'too_large',
        `${fileName} needs more memory than one file may take. Save its tables as CSV or Parquet.`,
        { cause: error },
      );
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
