/** What stands between a fresh clone and a running program: packages, then builds. Each step is skipped when it is up to date. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const oldest = [20, 19];

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new Error(
    `Cellar needs Node ${oldest.join('.')} or newer; this is ${process.versions.node}. Get it from https://nodejs.org.`,
  );
}

/**
 * Installs packages when the lock file changed since the last time, or never was. `npm install`, not `npm ci`: the lock holds
 * the optional platform packages of the machine it was made on, and `ci` refuses a machine that needs others.
 */
export async function install(root) {
  const stampFile = join(root, 'node_modules', '.cellar-installed');
  const wanted = createHash('sha256')
    .update(await readFile(join(root, 'package-lock.json')))
    .digest('hex');
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === wanted) return;
  console.log('Installing packages (once) …');
  await run(
    root,
    'npm',
    ['install', '--include=dev', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'],
    'The packages could not be installed. Check the connection to the npm registry and try again.',
  );
  await writeFile(stampFile, wanted);
}

/** Builds what changed: the frame, the server, the pages. */
export async function build(root) {
  const { buildFrame } = await import('./build-frame.mjs');
  await buildFrame(root);
  await buildProgram(root);
  await whenStale(root, 'pages', ['app', 'components', 'cells', 'public'], () =>
    run(
      root,
      process.execPath,
      ['node_modules/next/dist/bin/next', 'build'],
      'The pages could not be built.',
      { quiet: true },
    ),
  );
}

/** Builds the server's own code when it changed. */
export async function buildProgram(root) {
  await whenStale(root, 'server', ['cells', 'server', 'cli'], async () => {
    const { buildServer } = await import('./build-server.mjs');
    await buildServer(root);
    const { buildEdge } = await import('./build-edge.mjs');
    await buildEdge(root);
  });
}

async function whenStale(root, name, folders, make) {
  const stampFile = join(root, '.build', `${name}.stamp`);
  const wanted = await stampOf(root, [...folders, 'package-lock.json', 'tsconfig.json', 'next.config.js']);
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === wanted) return;
  console.log(`Building the ${name} …`);
  await make();
  await mkdir(join(root, '.build'), { recursive: true });
  await writeFile(stampFile, wanted);
}

/** A hash over names, sizes and times of the sources: quick, and changes whenever a file does. */
async function stampOf(root, paths) {
  const hash = createHash('sha256');
  const visit = async (path) => {
    const found = await stat(join(root, path)).catch(() => undefined);
    if (!found) return;
    if (!found.isDirectory()) return void hash.update(`${path} ${found.size} ${found.mtimeMs}\n`);
    for (const name of (await readdir(join(root, path))).sort())
      if ((name !== 'frame' || !path.endsWith('public')) && !isTest(name)) await visit(`${path}/${name}`);
  };
  for (const path of paths) await visit(path);
  return hash.digest('hex');
}

const isTest = (name) => /\.(test|contract|fixture|bench)\.tsx?$/.test(name);

/** Runs a command. `quiet`: its output is shown only when it fails. */
export function run(root, command, parameters, failure, { quiet = false, environment = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd: root,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...environment },
    });
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', (cause) => reject(new Error(`${failure} (${cause.message})`)));
    child.once('exit', (code) => (code === 0 ? resolve(output) : reject(new Error(`${output}${failure}`))));
  });
}
