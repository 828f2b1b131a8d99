/** Sketches the log in a thread of its own, one task after the other. It has no database, no storage and no network business. */
import { parentPort } from 'node:worker_threads';
import { AppError } from '../../../errors';
import { doSketchingTask, type SketchingTask } from './sketching-task';
import type { SketchingReply } from './sketching-thread';

const port = parentPort;
if (!port) throw new Error('This file runs as a worker thread.');
const reply = (message: SketchingReply) => port.postMessage(message);

// Only `createSketchingThread` starts this file, and gives it the next task when it has the answer to the last.
port.on('message', (task: SketchingTask) => {
  doSketchingTask(task).then(
    (answer) => reply({ type: 'answer', answer }),
    (error: unknown) => {
      const { message } = error instanceof Error ? error : new Error(String(error));
      reply({ type: 'failure', message, code: error instanceof AppError ? error.code : undefined });
    },
  );
});
