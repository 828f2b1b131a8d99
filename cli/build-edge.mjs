/**
 * Bundles for folders that predict by themselves, one for each learner, into `.build/edge/`: each holds what its learner needs and no
 * other engine. They run in browsers and in Node; nothing in them asks a network.
 */
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as esbuild from 'esbuild';

const folder = 'cells/ml/edge';

export async function buildEdge(root) {
  const target = join(root, '.build/edge');
  const names = (await readdir(join(root, folder))).filter(
    (file) => /^[a-z-]+\.ts$/.test(file) && file !== 'open-folder.ts',
  );
  const { outputFiles } = await esbuild.build({
    write: false,
    absWorkingDir: root,
    entryPoints: names.map((file) => `${folder}/${file}`),
    outdir: target,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    define: { 'process.env.NODE_ENV': '"production"' },
    // Engines look for Node's modules by `require` and for their folder, which ES modules lack; in a browser nothing asks for them.
    banner: {
      js: "const require = globalThis.process?.versions?.node ? (await import('node:module')).createRequire(import.meta.url) : undefined, __dirname = '.';",
    },
    legalComments: 'inline',
    logLevel: 'error',
    plugins: [nodeByRequire, withoutNetwork, inEnglish],
  });
  await mkdir(target, { recursive: true });
  // Each is whole at every moment: a server may hand it out, a test read it.
  for (const { path, contents } of outputFiles) {
    const part = `${path}.${process.pid}.part`;
    await writeFile(part, contents);
    await rename(part, path);
  }
}

/** What is required is there in Node and not asked for in a browser; what is imported must be absent, or no browser could load it. */
const nodeByRequire = {
  name: 'node-by-require',
  setup(build) {
    const filter =
      /^(node:.*|fs|path|os|url|crypto|util|worker_threads|perf_hooks|child_process|module|string_decoder|stream|http|https|zlib|buffer|events|assert)$/;
    build.onResolve({ filter }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'absent' } : { path, external: true },
    );
    build.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** TensorFlow.js brings a client of its own for models by URL; there are none here. */
const withoutNetwork = {
  name: 'without-network',
  setup(build) {
    build.onResolve({ filter: /^(node-fetch|onnxruntime-web.*)$/ }, ({ path }) => ({
      path,
      namespace: 'absent',
    }));
  },
};

/** zod carries its messages in fifty languages. */
const inEnglish = {
  name: 'in-english',
  setup(build) {
    build.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, ({ path }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: dirname(path),
    }));
  },
};
