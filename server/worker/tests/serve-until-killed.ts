import { join } from 'node:path';
import { readConfig } from '../../config';
import { silentLog } from '../../log';
import { startServer } from '../../main';

// A server in a process of its own, for a test to kill. Says its port when it is ready.
const folder = process.argv[2] ?? '';
startServer(readConfig({ PORT: '0', CELLAR_DATA: folder, DUMP_HOURS: '0' }, folder), {
  programFolder: join(import.meta.dirname, '../../..'),
  pages: false,
  log: silentLog,
}).then(
  ({ port }) => console.log(`port ${port}`),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
