import { defineConfig } from 'vitest/config';

/** What is pure: one process runs these files after another, reads what they import once, and they leave nothing behind in it. */
const pure = 'cells/**/*.test.ts';

export default defineConfig({
  resolve: {
    alias: { '@': import.meta.dirname, typescript: `${import.meta.dirname}/cli/absent-typescript.mjs` },
  },
  test: {
    // What hangs ends; what is only slow, on a machine that others use too, does not fail for it.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
    // Without the TypeScript compiler, as it is bundled: reading that takes longer than most tests.
    server: { deps: { inline: ['@observablehq/notebook-kit'] } },
    projects: [
      {
        extends: true,
        // What a test puts in place of a global, or spies on, ends with it.
        test: { name: 'pure', include: [pure], isolate: false, restoreMocks: true, unstubGlobals: true },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['{app,components,server,cells,cli,tests}/**/*.test.{ts,tsx}'],
          exclude: ['tests/e2e/**', 'node_modules/**', pure],
        },
      },
    ],
  },
});
