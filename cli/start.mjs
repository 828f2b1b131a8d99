/** `npm start`: everything from a fresh clone to a running server, with Node and npm alone. */
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, checkNode, install } from './prepare.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
// A folder that somebody names is meant from where they stand.
if (process.env.CELLAR_DATA) process.env.CELLAR_DATA = resolve(process.env.CELLAR_DATA);
process.chdir(root);
process.env.NODE_ENV = 'production';
process.env.NEXT_TELEMETRY_DISABLED = '1';
// Our own shutdown closes the database first; Next's handler would end the process before that.
process.env.NEXT_MANUAL_SIG_HANDLE = '1';
// Whoever read what is said here may be gone (`npm start | head`): to say so would fail again, for ever.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  checkNode();
  await install(root);
  await build(root);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const { runProgram } = await import(pathToFileURL(join(root, '.build', 'main.mjs')).href);
await runProgram(root);
