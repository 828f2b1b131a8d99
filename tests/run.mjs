/** `npm test`: everything that must hold, with Node and npm alone. Installs what is missing, a browser too. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { build, checkNode, install, run } from '../cli/prepare.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
process.chdir(root);

const reports = join(root, '.build/reports');
const unitReport = join(reports, 'unit.json');
const browserReport = join(reports, 'end-to-end.json');
const node = (script, ...parameters) => [process.execPath, [join('node_modules', script), ...parameters]];

const steps = [
  ['types', () => run(root, ...node('typescript/bin/tsc', '--noEmit'), 'Types do not hold.')],
  ['lint', () => run(root, ...node('@biomejs/biome/bin/biome', 'ci'), 'Lint found something.')],
  ['build', () => build(root)],
  ['size of the pages', refuseLargeChunks],
  [
    'unit and integration',
    () =>
      run(
        root,
        ...node(
          'vitest/vitest.mjs',
          'run',
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${unitReport}`,
        ),
        'Unit or integration tests failed.',
      ),
  ],
  [
    'end to end',
    () =>
      run(
        root,
        ...node('@playwright/test/cli.js', 'test', '--reporter=list,json'),
        'End-to-end tests failed.',
        {
          environment: { PLAYWRIGHT_JSON_OUTPUT_FILE: browserReport },
        },
      ),
  ],
];

/** A page that carries a compiler or an engine by mistake opens a second later, and nothing else says so. */
async function refuseLargeChunks() {
  const chunks = join(root, '.next/static/chunks');
  for (const name of await readdir(chunks, { recursive: true })) {
    const { size } = await stat(join(chunks, name));
    if (size > 1_000_000) throw new Error(`A page is to load ${name}, ${Math.round(size / 1000)} kB.`);
  }
}

/** What a run that was cut off left is none, or half of one. */
const readReport = (file) =>
  readFile(file, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined);

/** Passed and failed, summed over the reports that were written, and what failed: a line each. */
async function readResults() {
  const [unit, browser] = [await readReport(unitReport), await readReport(browserReport)];
  return {
    passed: (unit?.numPassedTests ?? 0) + (browser?.stats.expected ?? 0),
    failed: (unit?.numFailedTests ?? 0) + (browser ? browser.stats.unexpected + browser.stats.flaky : 0),
    said: [
      ...failedUnits(unit?.testResults ?? []),
      // What is no test: a file that cannot be loaded, a server that does not start.
      ...(browser?.errors ?? []).map(({ message }) => firstLine(message)),
      ...failedInBrowser(browser?.suites ?? []),
    ],
  };
}

const failedUnits = (files) =>
  files.flatMap(({ name, status, message, assertionResults: tests }) => {
    const file = relative(root, name);
    const failed = tests.filter((test) => test.status === 'failed');
    // A file that could not be loaded has no tests.
    if (status === 'failed' && failed.length === 0) return [`${file}: ${firstLine(message)}`];
    return failed.map((test) => `${file} › ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
  });

const failedInBrowser = (suites) =>
  suites.flatMap(({ specs = [], suites: inner = [] }) => [
    ...specs
      .filter(({ ok }) => !ok)
      .map(({ file, line, title, tests }) => {
        const error = tests.flatMap(({ results }) => results).find((result) => result.error)?.error;
        return `tests/e2e/${file}:${line} › ${title}: ${firstLine(error?.message)}`;
      }),
    ...failedInBrowser(inner),
  ]);

const firstLine = (text) => stripVTControlCharacters(text ?? 'no reason was given').split('\n', 1)[0];

const failures = [];
const times = [];
try {
  checkNode();
  await rm(reports, { recursive: true, force: true });
  for (const [name, step] of [['install', () => install(root)], ...steps]) {
    const from = performance.now();
    console.log(`\n── ${name}`);
    try {
      await step();
    } catch (error) {
      console.error(error.message);
      failures.push(name);
      if (name === 'install' || name === 'build') break;
    }
    times.push(`${name} ${((performance.now() - from) / 1000).toFixed(0)} s`);
  }
} catch (error) {
  console.error(error.message);
  failures.push('start');
}

const { passed, failed, said } = await readResults();
console.log(`\n${times.join(' · ')}`);
if (failures.length > 0) console.log(`Failed: ${failures.join(', ')}`);
for (const line of said) console.log(`  ${line}`);
console.log(`${passed} passed, ${Math.max(failed, failures.length)} failed`);
process.exit(failures.length === 0 ? 0 : 1);
