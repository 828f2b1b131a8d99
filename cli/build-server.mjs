/** Bundles the server into `.build/`: our own TypeScript only, packages stay where npm put them. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';

const entryPoints = { main: 'server/program.ts', 'model-worker': 'server/serving/model-worker.ts' };

export async function buildServer(root) {
  await rm(join(root, '.build'), { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir: '.build',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    jsx: 'automatic',
    sourcemap: true,
    logLevel: 'warning',
  });
}
