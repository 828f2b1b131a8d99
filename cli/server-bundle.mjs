import { join } from 'node:path';
import { withoutTypeScript } from './without-typescript.mjs';

/** How the server is bundled: our own TypeScript, and Notebook Kit, which is read without its compiler; packages stay where npm put them. */
export const serverBundle = (root) => ({
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // What is imported on demand stays so, with the packages behind it.
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  jsx: 'automatic',
  logLevel: 'warning',
  plugins: [
    {
      name: 'notebook-kit-inside',
      setup(build) {
        build.onResolve({ filter: /^@observablehq\/notebook-kit$/ }, () => ({
          path: join(root, 'node_modules/@observablehq/notebook-kit/dist/src/index.js'),
        }));
      },
    },
    withoutTypeScript,
  ],
});
