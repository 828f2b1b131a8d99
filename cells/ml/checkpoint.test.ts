import { describe, expect, it } from 'vitest';
import type { Checkpoint, CheckpointVerdict } from './checkpoint';
import { readBikeRides, readExampleData } from './example-data.fixture';
import type { Columns, TrainedModel } from './model';
import { nodeAssets } from './node-assets';
import { takeTableRows } from './read-table';
import { type TrainContext, train } from './train';
import type { TrainOptionsInput } from './train-options';
import type { TrainCall } from './warm-start';

const assets = nodeAssets();
const rides = every(readBikeRides(), 48);
const penguins = readExampleData('penguins');

/** Trains with a clock on which a checkpoint is due after every step. */
async function trainKeeping(data: Columns, options: TrainCall, found?: Checkpoint['files']) {
  const kept: Checkpoint[] = [];
  const verdicts: CheckpointVerdict[] = [];
  let time = 0;
  const context: TrainContext = {
    ...{ signal: new AbortController().signal, progress() {}, assets },
    checkpoints: {
      found: found && structuredClone(found),
      judged: (verdict) => verdicts.push(verdict),
      keep: (checkpoint) => kept.push(checkpoint),
      now: () => (time += 1e6),
    },
  };
  return { model: await train(data, options, context), kept, verdicts };
}

const weightsOf = async (model: TrainedModel) => {
  const files = await model.toPackage();
  const { weights } = JSON.parse(new TextDecoder().decode(files.get('cellar.json')));
  return new Map<string, Uint8Array | undefined>(weights.map((path: string) => [path, files.get(path)]));
};

describe('an interrupted training goes on to the same bits', () => {
  const network = { epochs: 9, layers: [16, 8], dropout: 0.25, l2: 0.001, patience: 4 };
  const trees = { rounds: 25, subsample: 0.7, columnsByLevel: 0.6, maxLeaves: 12, patience: 6 };
  const cases: [string, Columns, TrainOptionsInput][] = [
    ['a network', rides, { target: 'cnt', learner: 'network', options: network }],
    ['a network of classes', penguins, { target: 'species', learner: 'network', options: network }],
    ['trees', rides, { target: 'cnt', options: trees }],
    ['trees by huber', rides, { target: 'cnt', options: { ...trees, objective: 'huber' } }],
    ['trees by quantiles', rides, { target: 'cnt', options: { ...trees, objective: 'quantile' } }],
    ['trees of classes', penguins, { target: 'species', options: trees }],
    ['trees without held rows', rides, { target: 'cnt', options: { ...trees, patience: 0 } }],
  ];
  it.each(cases)('%s', async (_, data, options) => {
    const whole = await trainKeeping(data, options);
    expect(whole.kept.length).toBeGreaterThan(3);
    const plain = await train(data, options, { signal: new AbortController().signal, progress() {}, assets });
    expect(await weightsOf(whole.model)).toEqual(await weightsOf(plain));
    for (const checkpoint of [whole.kept[0], whole.kept.at(-2)]) {
      const { about, files } = checkpoint ?? whole.kept[0] ?? expect.unreachable();
      const resumed = await trainKeeping(data, options, files);
      expect(resumed.verdicts).toMatchObject([{ resumed: about }]);
      expect(await weightsOf(resumed.model)).toEqual(await weightsOf(plain));
      expect(resumed.model.history).toEqual(plain.history);
      expect(resumed.model.notes).toEqual(plain.notes);
      expect(resumed.model.evaluation).toEqual(plain.evaluation);
    }
  });
});

it('an interrupted training from an earlier model goes on to the same bits, from that model alone', async () => {
  const of = (rounds: number, seed: number) =>
    ({ target: 'species', options: { rounds, subsample: 0.7, patience: 0 }, seed }) as const;
  const [{ model: earlier }, { model: other }] = [
    await trainKeeping(penguins, of(3, 1)),
    await trainKeeping(penguins, of(3, 2)),
  ];
  const whole = await trainKeeping(penguins, { ...of(6, 3), warmStart: earlier });
  const { about, files } = whole.kept[2] ?? expect.unreachable();
  expect(about).toEqual({ step: 3, steps: 6, unit: 'round' });
  const resumed = await trainKeeping(penguins, { ...of(6, 3), warmStart: earlier }, files);
  expect(resumed.verdicts).toMatchObject([{ resumed: about }]);
  expect(await weightsOf(resumed.model)).toEqual(await weightsOf(whole.model));
  expect(resumed.model.evaluation).toEqual(whole.model.evaluation);
  const { verdicts } = await trainKeeping(penguins, { ...of(6, 3), warmStart: other }, files);
  expect(verdicts).toEqual([{ discarded: 'the options have changed since round 3' }]);
});

describe('a checkpoint of another training', () => {
  const options = { target: 'species', learner: 'network', options: { epochs: 3 } } as const;
  const anew = async (data: Columns, changed: TrainOptionsInput, files: Checkpoint['files']) => {
    const { model, verdicts } = await trainKeeping(data, changed, files);
    expect(model.history[0]?.step).toBe(1);
    return verdicts;
  };

  it('is discarded in words, and training begins anew', async () => {
    const { kept } = await trainKeeping(penguins, options);
    const { files } = kept[0] ?? expect.unreachable();
    expect(await anew(penguins, { ...options, seed: 2 }, files)).toEqual([
      { discarded: 'the options have changed since epoch 1' },
    ]);
    const last = penguins.columns.at(-1);
    const changed = { ...penguins, columns: [...penguins.columns.slice(0, -1), shiftOne(last)] };
    expect(await anew(changed, options, files)).toEqual([
      { discarded: 'the data has changed since epoch 1' },
    ]);
    const torn = new Map([...files, ['moments.bin', new Uint8Array(4)]]);
    expect(await anew(penguins, options, torn)).toEqual([{ discarded: 'it is damaged' }]);
    const older = new TextDecoder().decode(files.get('checkpoint.json')).replace('4.22.0', '4.21.0');
    const others = new Map([...files, ['checkpoint.json', new TextEncoder().encode(older)]]);
    expect(await anew(penguins, options, others)).toEqual([
      { discarded: 'Cellar has been updated since epoch 1' },
    ]);
  });
});

/** The column with its first value another. */
function shiftOne(column: Columns['columns'][number] | undefined): Columns['columns'][number] {
  if (!column) throw new Error('There is no column.');
  if (column.type === 'string') return { ...column, values: ['other', ...column.values.slice(1)] };
  const values = column.values.slice();
  values[0] = 1e6;
  return { ...column, values };
}

function every(table: Columns, nth: number): Columns {
  return takeTableRows(
    table,
    Uint32Array.from({ length: Math.floor(table.numRows / nth) }, (_, i) => i * nth),
  );
}
