import { expect, test } from 'vitest';
import { readPackageLock, writePackageLock } from './package-lock';
import { isPackagePath, parsePackageSpecifier } from './package-specifier';
import { parseNotebook } from './parse';
import { serializeNotebook } from './serialize';
import { sliceNotebook } from './slice';

const sha = (letter: string) => `sha512-${letter.repeat(86)}==`;
const lock = new Map([
  [
    'd3-array@3',
    {
      version: '3.2.4',
      integrity: sha('a'),
      dependencies: [{ name: 'internmap', version: '2.0.3', integrity: sha('/') }],
    },
  ],
  ['@scope/name@>=1 <2', { version: '1.9.0-beta.1', integrity: sha('b'), dependencies: [] }],
  ['leaflet', { version: '1.9.4', integrity: sha('+'), dependencies: [] }],
]);

test('a lock is one attribute of the notebook file, which comes back as it was', () => {
  const text = writePackageLock(lock);
  const html = `<!doctype html>\n<notebook data-packages="${text}">\n  <title>x</title>\n</notebook>\n`;
  const notebook = parseNotebook(html);
  expect(new Map(readPackageLock(notebook))).toEqual(lock);
  expect(serializeNotebook(notebook)).toBe(html);
  expect(text).toBe(
    `@scope/name@>%3D1%20<2=1.9.0-beta.1 ${sha('b')}; d3-array@3=3.2.4 ${sha('a')} internmap@2.0.3=${sha('/')}; leaflet=1.9.4 ${sha('+')}`,
  );
});

test('a lock that a hand was at is read as far as it makes sense', () => {
  const text = `; x; =1.0.0 ${sha('a')}; y=latest ${sha('a')}; z=1.0.0 sha1-abc; %zz=1; leaflet=1.9.4 ${sha('+')} junk`;
  expect([...readPackageLock({ attributes: { 'data-packages': text } }).keys()]).toEqual(['leaflet']);
  expect(writePackageLock(new Map())).toBeUndefined();
});

test('a slice takes along what its cells import, and is the same whatever the others do', () => {
  const cell = (id: number, source: string) => ({
    ...{
      id,
      source,
      kind: 'javascript' as const,
      type: 'module',
      pinned: true,
      hidden: false,
      attributes: {},
    },
  });
  const cells = [
    cell(1, 'import * as L from "npm:leaflet"'),
    cell(2, 'import {bin} from "npm:d3-array@3"'),
    cell(3, '1'),
  ];
  const notebook = {
    title: 'x',
    cells,
    attributes: { 'data-packages': writePackageLock(lock) ?? '', theme: 'air' },
  };
  expect(sliceNotebook(notebook, [1]).attributes).toEqual({
    theme: 'air',
    'data-packages': `leaflet=1.9.4 ${sha('+')}`,
  });
  expect(sliceNotebook(notebook, [3]).attributes).toEqual({ theme: 'air' });
});

test.each([
  ['npm:d3', { name: 'd3', range: '', path: '' }],
  ['npm:d3@7', { name: 'd3', range: '7', path: '' }],
  ['npm:@scope/name@^1.2.0/lib/x.js', { name: '@scope/name', range: '^1.2.0', path: 'lib/x.js' }],
  ['npm:d3-array@3/src/ascending.js', { name: 'd3-array', range: '3', path: 'src/ascending.js' }],
  ['npm:three/+esm', { name: 'three', range: '', path: '' }],
  ['npm:x@next/', { name: 'x', range: 'next', path: '' }],
  ['npm:', undefined],
  ['npm:../up', undefined],
  ['npm:@scope', undefined],
  ['npm:x/../../y', undefined],
  ['npm:x/%2e%2e/y', undefined],
  ['npm:x@https://evil.example/', undefined],
  ['npm:x@1?y', undefined],
  [`npm:${'x'.repeat(300)}`, undefined],
  ['https://x', undefined],
])('%s', (text, expected) => {
  expect(parsePackageSpecifier(text)).toEqual(expected);
});

test('a path never leaves its package', () => {
  for (const path of ['..', 'a/..', './a', '/a', 'a//b', 'a\\b', 'a\0', 'a#b', 'C:/x'])
    expect(isPackagePath(path)).toBe(false);
});
