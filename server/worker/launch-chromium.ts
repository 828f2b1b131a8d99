import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { AppError } from '../errors';
import { makeBrowserFolder } from './browser-folder';
import type { Chromium } from './find-chromium';

/** The user `nobody`, who owns nothing. */
const nobody = 65534;

/**
 * What notebooks may not do even if they got out of their frame: reach another host, by name or over WebRTC. The frame's own
 * headers say the same; this is the second wall.
 */
const walls = [
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  // A notebook that never gives its thread back must not hold that of the page around it.
  '--site-per-process',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--disable-background-networking',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
];

export interface LaunchedBrowser {
  readonly browser: Browser;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

/**
 * Starts a browser with as little power as this machine allows: as root it becomes `nobody`; then with Chromium's own sandbox; where
 * the kernel refuses that (most containers), without. Throws AppError unavailable with the browser's own words.
 */
export async function launchChromium(found: Chromium): Promise<LaunchedBrowser> {
  const folder = await makeBrowserFolder();
  const close = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  const isRoot = process.getuid?.() === 0;
  const asNobody = isRoot && found.isPublic ? await writeStepDown(folder, found.path) : undefined;
  const ways = [
    ...(asNobody
      ? [
          { path: asNobody, sandbox: true },
          { path: asNobody, sandbox: false },
        ]
      : []),
    ...(isRoot ? [] : [{ path: found.path, sandbox: true }]),
    { path: found.path, sandbox: false },
  ];
  const { chromium } = await import('playwright-core');
  let failure: unknown;
  for (const { path, sandbox } of ways) {
    try {
      const browser = await chromium.launch({
        executablePath: path,
        chromiumSandbox: sandbox,
        args: walls,
        env: {
          PATH: process.env.PATH ?? '',
          LANG: 'C.UTF-8',
          HOME: folder,
          TMPDIR: folder,
          ...found.environment,
        },
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
        timeout: 30_000,
      });
      browser.once('disconnected', () => void close());
      return { browser, close: () => browser.close().finally(close) };
    } catch (error) {
      failure = error;
    }
  }
  await close();
  const reason = failure instanceof Error ? failure.message.split('\n')[0] : String(failure);
  throw new AppError(
    'unavailable',
    `The browser ${found.path} does not start: ${reason}. Set CHROME_PATH to another one, or install its missing libraries.`,
    { cause: failure },
  );
}

/**
 * A script that hands the profile folder to `nobody` and becomes that user. Playwright makes the folder as the user that it runs as, and
 * talks to the browser over file descriptors, which survive.
 */
async function writeStepDown(folder: string, path: string): Promise<string> {
  await chown(folder, nobody, nobody);
  const script = join(folder, 'chromium-as-nobody');
  const lines = [
    '#!/bin/sh',
    'for argument; do case "$argument" in --user-data-dir=*) chown nobody "${argument#--user-data-dir=}";; esac; done',
    `exec setpriv --reuid=${nobody} --regid=${nobody} --clear-groups --no-new-privs -- '${path.replaceAll("'", "'\\''")}' "$@"`,
  ];
  await writeFile(script, `${lines.join('\n')}\n`, { mode: 0o755 });
  return script;
}
