/** `node cli/cellar.mjs <domain> <verb>`: what can be done from a shell, beside the running server or instead of it. */
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildProgram, checkNode, install } from './prepare.mjs';

/** Verbs that run notebooks: they need the frame, too. */
const running = ['models verify'];

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const workingFolder = process.cwd();
if (process.env.CELLAR_DATA) process.env.CELLAR_DATA = resolve(process.env.CELLAR_DATA);
process.chdir(root);
// What is printed is the answer: a program reads it. What is being prepared is told beside it.
const { log } = console;
console.log = console.error;
try {
  checkNode();
  await install(root);
  if (running.includes(process.argv.slice(2, 4).join(' '))) {
    const { buildFrame } = await import('./build-frame.mjs');
    await buildFrame(root);
  }
  await buildProgram(root);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
console.log = log;
const program = pathToFileURL(join(root, '.build', 'command-line.mjs')).href;
const { runCommandLine } = await import(program);
process.exitCode = await runCommandLine(root, workingFolder, process.argv.slice(2));
