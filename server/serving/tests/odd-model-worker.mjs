/** A model for tests: answers twice its first column's values; −1 ends its thread, −2 never answers, −3 takes all memory. It cannot explain. */
import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ id, kind, columns }) => {
  const { values } = columns.columns[0];
  if (values.includes(-1)) process.exit(9);
  if (values.includes(-2)) return;
  if (values.includes(-3)) for (const held = []; ; ) held.push({ at: held.length });
  if (kind === 'explain')
    return parentPort.postMessage({ type: 'error', id, name: 'CannotExplain', message: 'It cannot tell.' });
  parentPort.postMessage({ type: 'answer', id, answer: { values: values.map((value) => value * 2) } });
});
parentPort.postMessage({ type: 'ready' });
