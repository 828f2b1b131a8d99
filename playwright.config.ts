import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { findChromium } from './server/worker/find-chromium';

/**
 * End-to-end tests in real Chromium against a started server, with the browser that the product itself would find.
 * `CELLAR_TEST_URL` uses a server that already runs.
 */
const running = process.env.CELLAR_TEST_URL;
const port = Number(process.env.CELLAR_TEST_PORT ?? 3999);
const browser = await findChromium({
  chromePath: process.env.CHROME_PATH,
  dataFolder: join(tmpdir(), 'cellar-browser'),
});

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  workers: 1,
  timeout: 120_000,
  forbidOnly: true,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    baseURL: running ?? `http://localhost:${port}`,
    // Recording costs a good part of the time: `CELLAR_TRACE=1` where a failure has to be looked at.
    trace: process.env.CELLAR_TRACE ? 'retain-on-failure' : 'off',
    actionTimeout: 20_000,
    // Pictures for the documentation are sharp on any screen.
    deviceScaleFactor: process.env.CELLAR_PICTURES ? 2 : 1,
    launchOptions: {
      executablePath: browser.path,
      args: [
        // Frames of another origin are drawn by this, not by the context's.
        ...(process.env.CELLAR_PICTURES ? ['--force-device-scale-factor=2'] : []),
        // Root has no user namespace to build Chromium's own sandbox in.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        // The one from npm, a bare Chromium 143, does not know `Connection-Allowlist`, and the server, which alone starts it, closes WebRTC.
        // Sites have processes of their own, as in browsers of people.
        ...(browser.isPublic
          ? []
          : ['--force-webrtc-ip-handling-policy=disable_non_proxied_udp', '--site-per-process']),
      ],
      ...(browser.isPublic
        ? {}
        : { env: { ...process.env, ...browser.environment } as Record<string, string> }), // values are there or the key is not
    },
  },
  webServer: running
    ? undefined
    : {
        command: 'node cli/start.mjs',
        url: `http://localhost:${port}/frame/manifest.json`,
        env: {
          PORT: String(port),
          CELLAR_DATA: mkdtempSync(join(tmpdir(), 'cellar-e2e-')),
          PUBLIC_LINKS: 'on',
          // tests/e2e/mail-sink.ts listens here.
          SMTP_URL: `smtp://127.0.0.1:${port - 1}`,
          // tests/e2e/packages.spec.ts answers there; a PostgreSQL for connections.spec.ts is on this machine too.
          NPM_REGISTRY: `http://127.0.0.1:${port - 2}/`,
          OUTBOUND_PRIVATE: '127.0.0.1',
        },
        timeout: 180_000,
      },
});
