import { fileURLToPath } from 'node:url';

/** Notebook Kit imports the whole TypeScript compiler (9 MB to read, 1 MB of it minified) for a cell kind that Cellar does not run. */
export const absentTypeScript = fileURLToPath(new URL('absent-typescript.mjs', import.meta.url));

export const withoutTypeScript = {
  name: 'without-typescript',
  setup(build) {
    build.onResolve({ filter: /^typescript$/ }, () => ({ path: absentTypeScript }));
  },
};
