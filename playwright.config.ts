import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

/** End-to-end tests in real Chromium against a started server. `CELLAR_TEST_URL` uses one that already runs. */
const running = process.env.CELLAR_TEST_URL;
const port = Number(process.env.CELLAR_TEST_PORT ?? 3999);

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  workers: 1,
  timeout: 120_000,
  forbidOnly: true,
  reporter: [['list']],
  use: {
    baseURL: running ?? `http://localhost:${port}`,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
      // Root has no user namespace to build Chromium's own sandbox in.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  webServer: running
    ? undefined
    : {
        command: 'node cli/start.mjs',
        url: `http://localhost:${port}/frame/manifest.json`,
        env: { PORT: String(port), CELLAR_DATA: mkdtempSync(join(tmpdir(), 'cellar-e2e-')) },
        timeout: 180_000,
      },
});
