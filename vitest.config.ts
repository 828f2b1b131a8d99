import { defineConfig } from 'vitest/config';

/** Files that one process runs after another: what they import is read once, and they leave nothing behind in it. */
const together = 'cells/**/*.test.ts';
/** Of these, the ones that set globals, or have a document. */
const apart: string[] = [];

export default defineConfig({
  resolve: {
    alias: { '@': import.meta.dirname, typescript: `${import.meta.dirname}/cli/absent-typescript.mjs` },
  },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Without the TypeScript compiler, as it is bundled: reading that takes longer than most tests.
    server: { deps: { inline: ['@observablehq/notebook-kit'] } },
    projects: [
      { extends: true, test: { name: 'together', include: [together], exclude: apart, isolate: false } },
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['{app,components,server,cells,cli,tests}/**/*.test.{ts,tsx}'],
          exclude: ['tests/e2e/**', 'node_modules/**', together],
        },
      },
    ],
  },
});
