import { describe, expect, it } from 'vitest';
import { createCell } from '@/cells/document/create';
import type { CellKind } from '@/cells/document/notebook';
import { findUnpinned } from './find-unpinned';

const find = (source: string, kind: Exclude<CellKind, 'unsupported'> = 'javascript') =>
  findUnpinned({
    cells: [createCell({ id: 1, kind, source, output: kind === 'sql' ? 'rows' : undefined })],
  }).map(({ reason, what }) => `${reason} ${what}`);

describe('what a re-run does not see again', () => {
  it.each([
    ['const t = Date.now();', ['clock Date.now']],
    ['const t = new Date();', ['clock new Date()']],
    ['const t = performance.now();', ['clock performance']],
    ['display(now);', ['clock now']],
    ['const r = Array.from({length: 3}, Math.random);', ['random Math.random']],
    ['const id = crypto.randomUUID();', ['random crypto']],
    ['const r = await fetch("x").then((d) => d.json());', ['network fetch']],
    ['const n = view(Inputs.range([0, 1]));', ['input view']],
    ['const p = await predictions("bikes");', ['data predictions']],
    ['const d = d3.randomNormal(0, 1)();', ['random d3.randomNormal']],
    ['const s = d3.shuffle([1, 2]);', ['random d3.shuffle']],
    ['const t = tf.randomNormal([3]);', ['random tf.randomNormal']],
    ['const l = tf.layers.dense({units: 1});', ['random tf.layers.dense']],
    [
      'const l = tf.layers.dense({units: 1, kernelInitializer: "glorotUniform"});',
      ['random tf.layers.dense'],
    ],
    ['const net = tf.sequential(); await net.fit(x, y, {epochs: 3});', ['random net.fit']],
    ['const rows = await sql`SELECT random() AS r FROM t`;', ['random random()']],
  ])('%s', (source, expected) => {
    expect(find(source)).toEqual(expected);
  });

  it.each([
    ['SELECT * FROM t WHERE day < current_date', ['clock current_date']],
    ['SELECT now() - at AS age, random() FROM t', ['clock now()', 'random random()']],
    ['SELECT * FROM t USING SAMPLE 10%', ['random a sample without REPEATABLE']],
    ['SELECT * FROM t WHERE x > ${Math.random()}', ['random Math.random']],
  ])('%s', (source, expected) => {
    expect(find(source, 'sql')).toEqual(expected);
  });
});

describe('what it does see again', () => {
  it.each([
    'const t = new Date("2012-01-01");',
    'const Math = { random: () => 4 }; const r = Math.random();',
    'const fetch = (x) => x; const r = fetch(1);',
    'const d = d3.randomNormal.source(d3.randomLcg(1))(0, 1)();',
    'const t = tf.randomNormal([3], 0, 1, "float32", 7);',
    'const l = tf.layers.dense({units: 1, kernelInitializer: tf.initializers.glorotUniform({seed: 1})});',
    'const net = tf.sequential(); await net.fit(x, y, {epochs: 3, shuffle: false});',
    'const o = { now: 1, random: 2 }; const r = o.random + o.now;',
    'const m = await ml.train(rows, { target: "a", learner: "linear" });',
    'const broken = (',
  ])('%s', (source) => {
    expect(find(source)).toEqual([]);
  });

  it.each([
    'SELECT t.random, "now" FROM t',
    "SELECT 'now()' AS text, random FROM t -- random()",
    'SELECT * FROM t USING SAMPLE reservoir(10 ROWS) REPEATABLE (1)',
  ])('%s', (source) => {
    expect(find(source, 'sql')).toEqual([]);
  });
});

it('names each once for each cell, and controls by their name', () => {
  expect(
    findUnpinned({
      cells: [
        createCell({ id: 1, kind: 'javascript', source: 'const a = Math.random() + Math.random();' }),
        createCell({ id: 2, kind: 'input', source: '{"control":"range","label":"Share"}', output: 'share' }),
      ],
    }),
  ).toEqual([
    { cellId: 1, reason: 'random', what: 'Math.random' },
    { cellId: 2, reason: 'input', what: 'share' },
  ]);
});
