/** A server to be killed: the whole process without its pages. Says its address once it answers. */
import { readConfig } from '@/server/config';
import { startServer } from '@/server/main';
import { rollSegments } from '@/server/services/monitoring';

const root = process.cwd();
const config = readConfig(process.env, root);
const { VICTIM_ROLE, VICTIM_ROLLS } = process.env;
const role = VICTIM_ROLE === 'web' ? 'web' : config.role;
const server = await startServer({ ...config, role }, { programFolder: root, pages: false });
// What dead processes left of the prediction log, as the worker does it.
if (VICTIM_ROLLS) await rollSegments(server.system);
process.on('SIGTERM', () => server.close().then(() => process.exit(0)));
console.log(server.url);
