/** Bundles the server into `.build/`: our own TypeScript only, packages stay where npm put them. */
import * as esbuild from 'esbuild';

const entryPoints = {
  main: 'server/program.ts',
  'command-line': 'server/command-line.ts',
  'model-worker': 'server/serving/model-worker.ts',
};

export async function buildServer(root) {
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
