import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** A process of its own, in which the last line throws where nobody can catch it. */
const runWith = (last: string) =>
  spawnSync(
    process.execPath,
    [
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      `
      import { surviveBrowsers } from './server/worker/survive-browsers.ts';
      import { chromium } from 'playwright-core';
      surviveBrowsers({ warn: (message) => console.log(message) });
      setImmediate(() => {
        setTimeout(() => console.log('lives on'), 50);
        ${last}
      });`,
    ],
    { encoding: 'utf8', cwd: process.cwd() },
  );

it('a message about a page whose browser is gone ends nothing', () => {
  const page = `{ type: 'Page', guid: 'page@2', initializer: {} }`;
  const { stdout, status } = runWith(
    `chromium._connection.dispatch({ guid: 'page@1', method: '__create__', params: ${page} })`,
  );
  expect(stdout).toBe('A browser ended in the middle of a message\nlives on\n');
  expect(status).toBe(0);
});

it('any other error that nobody caught ends the process, with its words', () => {
  const { stdout, stderr, status } = runWith(`{ throw new Error('something else'); }`);
  expect(stdout).toBe('');
  expect(stderr).toContain('something else');
  expect(status).not.toBe(0);
});
