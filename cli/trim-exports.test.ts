import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
// @ts-expect-error: plain JavaScript, for a machine that has nothing but Node
import { trimExports } from './trim-exports.mjs';

const distribution = new URL('../node_modules/@duckdb/duckdb-wasm/dist/', import.meta.url);

const namesOf = (module: Uint8Array<ArrayBuffer>) =>
  new Map(WebAssembly.Module.exports(new WebAssembly.Module(module)).map(({ name, kind }) => [name, kind]));

test('DuckDB keeps what its program and itself ask for, and nothing else', async () => {
  const whole = await readFile(new URL('duckdb-eh.wasm', distribution));
  const program = await readFile(new URL('duckdb-browser-eh.worker.js', distribution), 'utf8');
  const [before, after] = [namesOf(whole), namesOf(trimExports(whole, program))];
  expect([...after].filter(([name, kind]) => before.get(name) !== kind)).toEqual([]);

  // As the program itself writes them down: what it calls by name, and what its setup exports.
  const called = [...program.matchAll(/"(duckdb_web_\w+)"|wasmExports\.(\w+)/g)].map(([, a, b]) => a ?? b);
  const wanted = new Set(called.filter((name) => name !== undefined && before.has(name)));
  expect(wanted.size).toBeGreaterThan(30);
  expect([...wanted].filter((name) => !after.has(String(name)))).toEqual([]);
  expect([...before.keys()].filter((name) => name.startsWith('dynCall_') && !after.has(name))).toEqual([]);
  expect(after.size).toBeLessThan(before.size / 100);
});

test('what is no module is refused', () => {
  expect(() => trimExports(Buffer.from('<!doctype html>'), '')).toThrow('no WebAssembly module');
});
