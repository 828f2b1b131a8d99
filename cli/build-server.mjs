/** Bundles the server into `.build/`: our own TypeScript only, packages stay where npm put them. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';

const entryPoints = {
  main: 'server/program.ts',
  'command-line': 'server/command-line/index.ts',
  'model-worker': 'server/serving/model-worker.ts',
  'asking-worker': 'server/serving/asking-worker.ts',
  'judging-worker': 'server/serving/judging-worker.ts',
};

export async function buildServer(root) {
  const folder = join(root, '.build');
  // Chunks are named by their content: those of the last build would stay for ever.
  for (const file of await readdir(folder).catch(() => []))
    if (/\.mjs(\.map)?$/.test(file)) await rm(join(folder, file));
  await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir: '.build',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is imported on demand stays so, with the packages behind it.
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    jsx: 'automatic',
    sourcemap: true,
    logLevel: 'warning',
  });
}
