/** Takes a file with several tables apart in a thread of its own: a large one would hold up everybody. */
import { parentPort, workerData } from 'node:worker_threads';
import { doPartsTask, type PartsTask } from './parts-task';

// Only `inPartsThread` starts this file, with its one task.
void doPartsTask(workerData as PartsTask).then((reply) => parentPort?.postMessage(reply));
