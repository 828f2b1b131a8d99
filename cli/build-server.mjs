/** Bundles the server into `.build/`: our own TypeScript only, packages stay where npm put them. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { serverBundle } from './server-bundle.mjs';

const entryPoints = {
  main: 'server/program.ts',
  'command-line': 'server/command-line/index.ts',
  'model-worker': 'server/serving/model-worker.ts',
  'asking-worker': 'server/serving/asking-worker.ts',
  'judging-worker': 'server/serving/judging-worker.ts',
  'sketching-worker': 'server/services/monitoring/sketches/sketching-worker.ts',
  'parts-worker': 'server/services/datasets/parts/parts-worker.ts',
  'querying-worker': 'server/services/connections/querying-worker.ts',
  'bundling-worker': 'server/services/packages/bundling-worker.ts',
};

export async function buildServer(root) {
  const folder = join(root, '.build');
  // Chunks are named by their content: those of the last build would stay for ever.
  for (const file of await readdir(folder).catch(() => []))
    if (/\.mjs(\.map)?$/.test(file)) await rm(join(folder, file));
  await esbuild.build({
    ...serverBundle(root),
    entryPoints,
    outdir: '.build',
    sourcemap: true,
  });
}
