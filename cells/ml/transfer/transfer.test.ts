import { binary, columnFromArray, int32, tableFromColumns, tableFromIPC, utf8 } from '@uwdata/flechette';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDigits, writePng } from '@/cells/data/pictures/digits.fixture';
import { writeJson } from '../json-file';
import type { PackageFiles, TrainedModel } from '../model';
import { startBackend } from '../network/backend';
import { openLayersModel } from '../network/layers-model-file';
import { nodeAssets } from '../node-assets';
import { openModel } from '../open-model';
import { createRandom } from '../random';
import { readTable } from '../read-table';
import { toModelTable } from '../tfjs/model-table';
import { saveInShards, writePictureGraph } from '../tfjs/saved-model.fixture';
import { train } from '../train';
import { restoreGraph } from './cut-graph';
import { makeResidualNet } from './residual-net.fixture';

const digits = readDigits();
const toTable = (of: readonly { readonly label: number; readonly png: Uint8Array }[]) =>
  tableFromColumns([
    [
      'place',
      columnFromArray(
        of.map((_, i) => i),
        int32(),
      ),
    ],
    [
      'label',
      columnFromArray(
        of.map(({ label }) => String(label)),
        utf8(),
      ),
    ],
    [
      'image',
      columnFromArray(
        of.map(({ png }) => png),
        binary(),
      ),
    ],
  ]);

const learn = (data: unknown, options: Record<string, unknown>, extra: object = {}): Promise<TrainedModel> =>
  train(
    data,
    { target: 'label', features: ['image'], learner: 'network', options, ...extra },
    { signal: new AbortController().signal, progress() {}, assets: nodeAssets() },
  );
const fileOf = async (model: TrainedModel, path: string) => (await model.toPackage()).get(path);
/** What is kept of a model's files, as a query gives it. */
const keep = (files: PackageFiles) => tableFromIPC(toModelTable(files).arrow);

it('a network on top of a base learns from few pictures what the same convolutions from scratch do not', async () => {
  // Somewhere on a larger paper: what is learnt of six digits helps with the others wherever they stand.
  const side = 14;
  const random = createRandom(6);
  const placed = digits.map(({ label, greys }) => {
    const paper = new Uint8Array(side * side);
    const [x, y] = [Math.floor(random() * (side - 7)), Math.floor(random() * (side - 7))];
    for (let i = 0; i < 64; i++) paper[(y + (i >> 3)) * side + x + (i & 7)] = greys[i] ?? 0;
    return { label, png: writePng(paper, side) };
  });
  const convolutions = { filters: [16, 32], pictureSize: side };
  const known = await learn(toTable(placed.filter(({ label }) => label < 6)), {
    ...convolutions,
    ...{ layers: [32], epochs: 8, batchSize: 32 },
  });
  expect(known.evaluation.metrics.accuracy).toBeGreaterThan(0.85);
  const files = await known.toPackage();
  // A model that was trained here is a base like any other.
  const base = keep(new Map([...files].filter(([path]) => path.startsWith('model/'))));

  const others = toTable(placed.filter(({ label }) => label >= 6));
  const few = { split: { by: 'time', column: 'place', boundary: 20 } };
  const head = { layers: [], epochs: 60, patience: 60, batchSize: 16, learningRate: 0.01 };
  const helped: number[] = [];
  const alone: number[] = [];
  const accuracyOf = ({ evaluation }: TrainedModel) => evaluation.metrics.accuracy ?? Number.NaN;
  let onBase: TrainedModel | undefined;
  for (const seed of [1, 2]) {
    onBase = await learn(others, { ...head, scaling: 'data', pooling: 'max' }, { ...few, base, seed });
    helped.push(accuracyOf(onBase));
    alone.push(accuracyOf(await learn(others, { ...head, ...convolutions }, { ...few, seed })));
  }
  const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;
  expect(mean(helped)).toBeGreaterThan(mean(alone) + 0.1);
  expect(onBase?.notes).toContain(
    'On a base cut at “pooling_2” (3 × 3 × 32, its greatest); the base learnt nothing.',
  );
}, 300_000);

describe('a package on top of a base', () => {
  const some = toTable(
    digits.slice(0, 60).map(({ label, greys }) => ({ label: label % 2, png: writePng(greys, 8) })),
  );
  const quick = { layers: [], epochs: 2 };
  const rows = readTable(some).columns;
  const answersOf = async (model: { predict: TrainedModel['predict'] }) =>
    Array.from((await model.predict(rows)).probabilities?.values ?? []);
  const reopen = async (model: TrainedModel) => openModel(await model.toPackage(), { assets: nodeAssets() });
  let net: Map<string, Uint8Array>;
  beforeAll(async () => {
    await startBackend(nodeAssets());
    net = await saveInShards(makeResidualNet());
  });

  it('holds all of the network, and is the same again byte for byte', async () => {
    const [one, again] = [
      await learn(some, quick, { base: keep(net) }),
      await learn(some, quick, { base: keep(net) }),
    ];
    expect(await fileOf(again, 'model/weights.bin')).toEqual(await fileOf(one, 'model/weights.bin'));
    expect(one.notes).toContain(
      'On a base cut at “joined_relu” (8 × 8 × 4, its mean); the base learnt nothing.',
    );
    expect(await answersOf(await reopen(one))).toEqual(await answersOf(one));
    const whole = await openLayersModel(await one.toPackage());
    expect(whole.inputs[0]?.shape).toEqual([null, 16, 16, 3]);
    expect(whole.layers.at(-1)?.name).toBe('output_on_base_2');
    expect([...(whole.getLayer('first').getWeights()[0]?.dataSync() ?? [])]).toEqual([
      ...(makeResidualNet().getLayer('first').getWeights()[0]?.dataSync() ?? []),
    ]);
  });

  it('whose last layers learn further keeps those before, and what batches were normalised by', async () => {
    const thawed = { ...quick, thaw: 1, rotate: 10 };
    const [one, again] = [
      await learn(some, thawed, { base: keep(net) }),
      await learn(some, thawed, { base: keep(net) }),
    ];
    expect(await fileOf(again, 'model/weights.bin')).toEqual(await fileOf(one, 'model/weights.bin'));
    expect(await answersOf(await reopen(one))).toEqual(await answersOf(one));
    const [whole, before] = [await openLayersModel(await one.toPackage()), makeResidualNet()];
    const weightsOf = (model: typeof whole, name: string) =>
      model
        .getLayer(name)
        .getWeights()
        .flatMap((weight) => [...weight.dataSync()]);
    // One was asked for; the path around it begins before two.
    for (const name of ['first', 'first_normal'])
      expect(weightsOf(whole, name)).toEqual(weightsOf(before, name));
    for (const name of ['deep', 'narrow'])
      expect(weightsOf(whole, name)).not.toEqual(weightsOf(before, name));
    expect(one.notes[0]).toMatch(/; its last 2 layers learnt further\.$/);
    const all = await learn(some, { ...quick, thaw: 4 }, { base: keep(net) });
    const learnt = await openLayersModel(await all.toPackage());
    expect(weightsOf(learnt, 'first')).not.toEqual(weightsOf(before, 'first'));
    expect(weightsOf(learnt, 'first_normal')).toEqual(weightsOf(before, 'first_normal'));
  });

  it('that is a graph keeps its part beside the network', async () => {
    const model = await learn(some, quick, { base: keep(writePictureGraph()) });
    expect(model.notes).toContain('On a base cut at “relu” (6 numbers); the base learnt nothing.');
    const files = await model.toPackage();
    const graph = JSON.parse(new TextDecoder().decode(files.get('base/model.json')));
    expect(graph.modelTopology.node.map(({ name }: { name: string }) => name)).toEqual([
      'conv',
      'kernel',
      'relu',
      'x',
    ]);
    expect(files.get('base/weights.bin')?.byteLength).toBe(54 * 4);
    expect(new TextDecoder().decode(files.get('MLmodel'))).not.toContain('layers-model');
    expect(JSON.parse(new TextDecoder().decode(files.get('cellar.json'))).weights).toContain(
      'base/weights.bin',
    );
    expect(await answersOf(await reopen(model))).toEqual(await answersOf(model));

    /** Of somebody else, who wrote another node into it. */
    const restoreWith = (change: object) => {
      const node = graph.modelTopology.node.map((one: { name: string }) =>
        one.name === 'relu' ? { ...one, ...change } : one,
      );
      const changed = { ...graph, modelTopology: { ...graph.modelTopology, node } };
      return restoreGraph(new Map([...files, ['base/model.json', writeJson(changed)]]));
    };
    await expect(restoreWith({ op: 'Range' })).rejects.toThrow(/relu is of the operation Range/);
    await expect(restoreWith({ op: 'Tile', input: ['conv', 'x'] })).rejects.toThrow(/another node works out/);
    await expect(restoreWith({ input: ['relu'] })).rejects.toThrow(/feed themselves/);
  });

  it('is refused in words where it cannot be', async () => {
    const refused = async (options: Record<string, unknown>, extra: object) =>
      learn(some, { ...quick, ...options }, extra).then(
        () => 'trained',
        (error: Error) => error.message,
      );
    const base = keep(net);
    expect(await refused({ cut: 'nowhere' }, { base })).toMatch(
      /^Option cut: the base has no layer “nowhere”\. Its last ones are .*output/,
    );
    expect(await refused({ thaw: 9 }, { base })).toBe(
      'Option thaw: 4 layers of the base up to there have weights, not 9.',
    );
    expect(await refused({ pictureSize: 32 }, { base })).toMatch(/sees pictures of 16 × 16/);
    expect(await refused({ thaw: 1 }, { base: keep(writePictureGraph()) })).toMatch(/operations are frozen/);
    const json = new TextDecoder().decode(net.get('base/model.json'));
    const greedy = new TextEncoder().encode(json.replace(/"filters":\s*5/, '"filters": 500000000'));
    const wants = keep(new Map([...net, ['base/model.json', greedy]]));
    expect(await refused({}, { base: wants })).toMatch(/want more weights than its files hold/);
    expect(await refused({}, { base: some })).toMatch(/a table with the columns “path” and “content”/);
    expect(await refused({}, { base, features: ['place'] })).toMatch(/^A base sees pictures/);
    const trees = learn(some, {}, { base, learner: 'boosted-trees', features: ['place'] });
    await expect(trees).rejects.toThrow(/only a network learns on top of a base/);
  });
});
