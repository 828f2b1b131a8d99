/** A process to be killed: appends to a log and prints each id once it was acknowledged. */
import { createPredictionLog } from '../prediction-log';

const folder = process.argv[2];
if (!folder) throw new Error('Say which folder.');
const log = createPredictionLog({ folder, onClosed: () => {}, rollBytes: 2000 });
for (let i = 0; ; i++) {
  const ids = Array.from({ length: 8 }, (_, n) => `${process.pid}-${i}-${n}`);
  await Promise.all(
    ids.map(async (id) => {
      await log.append([{ kind: 'label', model: 'm', id, at: i, label: id }]);
      process.stdout.write(`${id}\n`);
    }),
  );
}
