/** A model for tests: answers the sum of its first column's values per row; −1 ends its thread, −2 never answers. */
import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ id, columns }) => {
  const { values } = columns.columns[0];
  if (values.includes(-1)) process.exit(9);
  if (values.includes(-2)) return;
  parentPort.postMessage({ type: 'answer', id, predictions: { values: values.map((value) => value * 2) } });
});
parentPort.postMessage({ type: 'ready' });
