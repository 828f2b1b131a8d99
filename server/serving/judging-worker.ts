/** One task of judging in a thread of its own. It has no database, no storage and no network business. */
import { parentPort, workerData } from 'node:worker_threads';
import { doJudgingTask, type JudgingTask } from '@/cells/ml/judging';
import type { JudgingReply } from './judging-thread';

const port = parentPort;
if (!port) throw new Error('This file runs as a worker thread.');
const reply = (message: JudgingReply) => port.postMessage(message);

try {
  // Only `judgingInThread` starts this file, with this data.
  const answer = await doJudgingTask(workerData as JudgingTask, {
    progress: (fraction) => reply({ type: 'progress', fraction }),
  });
  reply({ type: 'answer', answer });
} catch (error) {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  reply({ type: 'failure', name, message });
}
