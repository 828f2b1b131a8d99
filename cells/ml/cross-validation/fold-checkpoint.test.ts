import { describe, expect, it } from 'vitest';
import type { Checkpoint, CheckpointVerdict } from '../checkpoint';
import { readBikeRides, readExampleData } from '../example-data.fixture';
import { nodeAssets } from '../node-assets';
import { readTable, takeTableRows } from '../read-table';
import { type CrossValidateOptionsInput, parseCrossValidateOptions, runCrossValidation } from '.';

const assets = nodeAssets();
const all = readBikeRides();
const rides = takeTableRows(
  all,
  Uint32Array.from({ length: 400 }, (_, i) => i * 40),
);
const penguins = readExampleData('penguins');

/** Validates with a clock on which a checkpoint is always due. */
async function validateKeeping(
  data: unknown,
  options: CrossValidateOptionsInput,
  found?: Checkpoint['files'],
) {
  const kept: Checkpoint[] = [];
  const verdicts: CheckpointVerdict[] = [];
  let time = 0;
  const result = await runCrossValidation(readTable(data), parseCrossValidateOptions(options), {
    ...{ signal: new AbortController().signal, progress() {}, assets },
    checkpoints: {
      found: found && structuredClone(found),
      judged: (verdict) => verdicts.push(verdict),
      keep: (checkpoint) => kept.push(checkpoint),
      now: () => (time += 1e9),
    },
  });
  return { result, kept, verdicts };
}

const k = (folds: number) => ({ kind: 'k-fold', k: folds }) as const;
const network = { epochs: 2, layers: [8], dropout: 0.25 };
const cases: [string, unknown, CrossValidateOptionsInput][] = [
  [
    'a network of classes',
    penguins,
    { target: 'species', learner: 'network', options: network, folds: k(2) },
  ],
  [
    'trees by quantiles',
    rides,
    { target: 'cnt', options: { rounds: 4, objective: 'quantile' }, folds: k(3) },
  ],
  [
    'a linear model, twice over',
    rides,
    { target: 'cnt', learner: 'linear', folds: { kind: 'repeated', k: 2, repeats: 2 } },
  ],
];

describe('an interrupted cross-validation goes on in its fold to the same figures', () => {
  it.each(cases)('of %s', async (_, data, options) => {
    const whole = await validateKeeping(data, options);
    const { planned } = whole.result;
    expect(whole.kept.at(-1)?.about.step).toBe(planned);
    const ends = whole.kept.filter(
      ({ files }) => ![...files.keys()].some((path) => path.startsWith('learner/')),
    );
    expect(ends.map(({ about }) => about.step)).toEqual(Array.from({ length: planned - 1 }, (_, i) => i + 2));
    // After a fold; and, of learners that go step by step, within the first and the last one.
    for (const { about, files } of [ends[0], whole.kept[0], whole.kept.at(-1)].filter(
      (one) => one !== undefined,
    )) {
      const resumed = await validateKeeping(data, options, files);
      expect(resumed.verdicts).toEqual([{ resumed: about, history: [] }]);
      expect(resumed.kept.length).toBeLessThan(whole.kept.length);
      expect(resumed.result).toEqual(whole.result);
    }
  });

  it('unless it is of another one, which is said', async () => {
    const [, data, options] = cases[1] ?? expect.unreachable();
    const { kept, result } = await validateKeeping(data, options);
    const { files } = kept.find(({ about }) => about.step === 2) ?? expect.unreachable();
    const anew = async (changed: Partial<CrossValidateOptionsInput>, given = files) =>
      (await validateKeeping(data, { ...options, ...changed } as CrossValidateOptionsInput, given)).verdicts;
    expect(await anew({ seed: 2 })).toEqual([{ discarded: 'the options have changed since fold 2' }]);
    expect(await anew({ folds: k(4) })).toEqual([{ discarded: 'the options have changed since fold 2' }]);
    const torn = new Map([...files, ['fold-1/values.f64', new Uint8Array(8)]]);
    expect(await anew({}, torn)).toEqual([{ discarded: 'it is damaged' }]);
    expect(result.folds.map((fold) => fold.predictions.quantiles?.levels.length)).toEqual([3, 3, 3]);
  });
});
