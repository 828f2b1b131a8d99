import { fileURLToPath } from 'node:url';

/** Notebook Kit imports the whole TypeScript compiler (9 MB, 3.6 MB minified) for a cell kind whose types Cellar strips itself (Sucrase). */
export const absentTypeScript = fileURLToPath(new URL('absent-typescript.mjs', import.meta.url));

export const withoutTypeScript = {
  name: 'without-typescript',
  setup(build) {
    build.onResolve({ filter: /^typescript$/ }, () => ({ path: absentTypeScript }));
  },
};
