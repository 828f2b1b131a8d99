import { readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { propose } from '../elsewhere/propose';
import type { Columns } from '../model';
import { startBackend } from '../network/backend';
import { nodeAssets } from '../node-assets';
import { restoreTfjs } from '.';
import { describeTfjs } from './describe-tfjs';
import { saveInShards, writeGraphModel } from './saved-model.fixture';

/** Models and answers of `fixtures/make-fixtures.py`: Keras models as TensorFlow's own converter writes them, answered by TensorFlow. */
const folder = new URL('./fixtures/', import.meta.url);
const expected: Readonly<Record<string, { rows: number[][]; answers: number[][] }>> = JSON.parse(
  readFileSync(new URL('expected.json', folder), 'utf8'),
);
const assets = nodeAssets();
beforeAll(() => startBackend(assets));

const readFixture = (name: string) =>
  new Map(
    readdirSync(new URL(name, folder)).map((file) => [
      `tfjs/${file}`,
      new Uint8Array(readFileSync(new URL(`${name}/${file}`, folder))),
    ]),
  );

async function open(files: ReadonlyMap<string, Uint8Array>) {
  const proposal = propose(describeTfjs(files).graph);
  const { task, signature, options } = proposal;
  const { classes } = signature.output;
  return {
    ...proposal,
    fitted: await restoreTfjs(files, { task, classes, signature, assets, options: { ...options } }),
  };
}

/** Rows as columns of a signature; by name, where the names are those of `names`. */
const toColumns = (
  rows: readonly number[][],
  inputs: readonly { name: string }[],
  names?: readonly string[],
): Columns => ({
  numRows: rows.length,
  columns: inputs.map(({ name }, i) => ({
    ...{ name, type: 'number' },
    values: Float64Array.from(rows, (row) => row[names ? names.indexOf(name) : i] ?? Number.NaN),
  })),
});

const close = (given: ArrayLike<number> | undefined, wanted: readonly number[]) => {
  expect(given?.length).toBe(wanted.length);
  for (const [i, one] of wanted.entries()) expect(given?.[i]).toBeCloseTo(one, 5);
};

describe('a TensorFlow.js model answers as TensorFlow does in Python', () => {
  it.each(['layers', 'graph'])('one probability, of %s', async (kind) => {
    const { fitted, task, signature } = await open(readFixture(`binary-${kind}`));
    expect([task, signature.output.classes]).toEqual(['binary', ['0', '1']]);
    const { rows, answers } = expected.binary ?? { rows: [], answers: [] };
    const { probabilities } = await fitted.predict(toColumns(rows, signature.inputs));
    close(
      probabilities?.values,
      answers.flatMap(([p = 0]) => [1 - p, p]),
    );
  });

  it.each(['layers', 'graph'])('three inputs by their names and three classes, of %s', async (kind) => {
    const { fitted, task, signature } = await open(readFixture(`three-inputs-${kind}`));
    expect(task).toBe('multiclass');
    const names = ['age', 'hours', 'old'];
    expect(signature.inputs.map(({ name }) => name).sort()).toEqual(names);
    const { rows, answers } = expected['three-inputs'] ?? { rows: [], answers: [] };
    const { probabilities } = await fitted.predict(toColumns(rows, signature.inputs, names));
    close(probabilities?.values, answers.flat());
  });

  it.each([
    ['layers, whose weights are rounded to half precision', 'layers', 2],
    ['graph', 'graph', 5],
  ])('a number, of %s', async (_, kind, digits) => {
    const { fitted, task, signature } = await open(readFixture(`regression-${kind}`));
    expect([task, signature.inputs.length]).toEqual(['regression', 2]);
    const { rows, answers } = expected.regression ?? { rows: [], answers: [] };
    const { values } = await fitted.predict(toColumns(rows, signature.inputs));
    for (const [i, answer] of answers.flat().entries()) expect(values[i]).toBeCloseTo(answer, Number(digits));
  });
});

/** Files of a fixture with another `model.json`. */
const changed = (name: string, change: (json: string) => string) => {
  const files = readFixture(name);
  const json = JSON.stringify(JSON.parse(new TextDecoder().decode(files.get('tfjs/model.json'))));
  const after = change(json);
  expect(after).not.toBe(json);
  return files.set('tfjs/model.json', new TextEncoder().encode(after));
};

/** Under the folder of a package. */
const inPackage = (files: ReadonlyMap<string, Uint8Array>) =>
  new Map([...files].map(([path, bytes]) => [path.replace(/^\w+\//, 'tfjs/'), bytes]));

describe('a model that TensorFlow.js saved itself', () => {
  it('answers as it did, also where one row goes in at a time', async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.dense({ batchInputShape: [1, 2], units: 3, activation: 'relu' }),
        tfl.layers.dense({ units: 2 }),
      ],
    });
    const { fitted, signature, options } = await open(
      inPackage(await saveInShards(model, { shardBytes: 20 })),
    );
    expect(signature.output.classes).toEqual(['0', '1']);
    expect(options.logits).toBe(true);
    const rows = [
      [1, -2],
      [0.5, 3],
    ];
    const { probabilities } = await fitted.predict(toColumns(rows, signature.inputs));
    const logits = rows.map((row) => [...(model.predict(tf.tensor2d([row])) as tf.Tensor).dataSync()]); // one output
    close(
      probabilities?.values,
      logits.flatMap(([a = 0, b = 0]) => [1 / (1 + Math.exp(b - a)), 1 / (1 + Math.exp(a - b))]),
    );
  });

  it('of a graph without a signature is read from its first and last nodes', async () => {
    const { graph } = describeTfjs(inPackage(writeGraphModel()));
    expect([graph.inputs, graph.outputs]).toEqual([
      [{ name: 'x', type: 'float32', shape: [null, 2] }],
      [{ name: 'y', type: 'float32' }],
    ]);
  });
});

describe('a TensorFlow.js model of hostile origin is refused in words', () => {
  it.each([
    ['of Keras 3', 'binary-layers', '"batch_input_shape"', '"batch_shape"', /form of Keras 3/],
    [
      'with a shape that is no number',
      'binary-layers',
      '[null,3]',
      '[null,"NaN"]',
      /its shape is \[null,"NaN"\]/,
    ],
    ['with NaN, which is no JSON', 'binary-layers', '[null,3]', '[null,NaN]', /is not JSON/],
    ['of pictures', 'binary-layers', '[null,3]', '[null,8,8,3]', /images, texts and sequences/],
    [
      'with a layer that is code',
      'binary-layers',
      '"BatchNormalization"',
      '"Lambda"',
      /Lambda layer cannot be kept/,
    ],
    [
      'with nodes that feed themselves',
      'binary-graph',
      '"input":["features"',
      '"input":["Identity"',
      /feed themselves/,
    ],
    [
      'with a node that is not there',
      'binary-graph',
      /"input":\["features/,
      '"input":["nobody',
      /reads nobody, which is not there/,
    ],
    ['with a loop', 'binary-graph', '"_FusedMatMul"', '"While"', /of the operation While/],
    ['with numbers out of nothing', 'binary-graph', '"_FusedMatMul"', '"Range"', /out of nothing/],
    [
      'with an input as a table',
      'binary-graph',
      '"name":"features:0",',
      '"name":"features:0", "resourceId": 3,',
      /table of its own/,
    ],
    [
      'with an endless size',
      'binary-graph',
      '"size":"3"}]}}},"outputs"',
      '"size":"1e30"}]}}},"outputs"',
      /signature of the graph model is not valid/,
    ],
  ])('%s', (_, name, from, to, words) => {
    const files = changed(name, (json) => json.replace(from, to));
    expect(() => propose(describeTfjs(files).graph)).toThrow(words);
  });

  it('with parts that stand in one another without end', () => {
    const deep = `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
    const files = changed('binary-layers', (json) => json.replace('"trainable":true', `"trainable":${deep}`));
    expect(() => describeTfjs(files)).toThrow(/too deep/);
  });

  it('with layers that want more weights than its files hold, before any is made', async () => {
    const files = changed('binary-layers', (json) => json.replace('"units":4', '"units":1000000000'));
    await expect(open(files)).rejects.toThrow(/want more weights than its files hold.*\[3, 1000000000\]/);
    // What counted them is gone again.
    await expect(open(readFixture('binary-layers'))).resolves.toBeDefined();
  });

  it('with a layer that gives far more than it takes', async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.repeatVector({ inputShape: [2], n: 3 }),
        tfl.layers.globalAveragePooling1d({}),
        tfl.layers.dense({ units: 1 }),
      ],
    });
    const files = inPackage(await saveInShards(model));
    const json = new TextDecoder().decode(files.get('tfjs/model.json')).replace('"n": 3', '"n": 100000000');
    files.set('tfjs/model.json', new TextEncoder().encode(json));
    await expect(open(files)).rejects.toThrow(
      /RepeatVector.* gives more than 4,194,304 numbers for one row/i,
    );
  });

  it('wherever its model.json is cut off, or one of its letters is another', () => {
    const files = readFixture('three-inputs-graph');
    const json = files.get('tfjs/model.json') ?? new Uint8Array();
    for (let at = 0; at < json.byteLength - 2; at += 17) {
      const cut = new Map([...files, ['tfjs/model.json', json.subarray(0, at)]]);
      expect(() => describeTfjs(cut)).toThrow(/[a-z]{3,} .*\.$/s);
      const other = json.slice();
      other[at] = 0x5b;
      try {
        propose(describeTfjs(new Map([...files, ['tfjs/model.json', other]])).graph);
      } catch (error) {
        expect(error).not.toBeInstanceOf(RangeError);
        expect(error).not.toBeInstanceOf(TypeError);
      }
    }
  });
});
