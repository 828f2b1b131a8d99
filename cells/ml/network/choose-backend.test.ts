import { describe, expect, it } from 'vitest';
import { readBikeRides } from '../example-data.fixture';
import type { TrainedModel } from '../model';
import { nodeAssets } from '../node-assets';
import { takeTableRows } from '../read-table';
import { train } from '../train';
import { type BackendMeasurements, type BackendTrial, quickest } from './choose-backend';

const rides = readBikeRides();
const table = takeTableRows(
  rides,
  Uint32Array.from({ length: 300 }, (_, i) => i * 56),
);

const trainOn = (backend: string, measurements?: BackendMeasurements): Promise<TrainedModel> =>
  train(
    table,
    { target: 'cnt', learner: 'network', options: { epochs: 2, layers: [16], dropout: 0.1, backend } },
    { signal: new AbortController().signal, progress() {}, assets: nodeAssets(), measurements },
  );
const weightsOf = async (model: TrainedModel) => (await model.toPackage()).get('weights.bin');
const environmentOf = async (model: TrainedModel) =>
  JSON.parse(new TextDecoder().decode((await model.toPackage()).get('cellar.json'))).environment;

/** A machine on which every look at the clock finds ten seconds gone. */
function slowMachine() {
  const known = new Map<string, readonly BackendTrial[]>();
  let time = 0;
  let learnt = 0;
  const measurements: BackendMeasurements = {
    known,
    learned(shape, trials) {
      learnt++;
      known.set(shape, trials);
    },
    now: () => (time += 10_000),
  };
  return { measurements, known, learnt: () => learnt };
}

describe('the backend of a network', () => {
  it('is WASM unless another is asked for, and measuring changes no bit', async () => {
    const plain = await trainOn('auto');
    expect(plain.notes).toEqual([]);
    expect(await environmentOf(plain)).toMatchObject({ backend: 'wasm-simd' });
    const { measurements, known, learnt } = slowMachine();
    const measured = await trainOn('auto', measurements);
    expect(await weightsOf(measured)).toEqual(await weightsOf(plain));
    expect(await weightsOf(await trainOn('wasm'))).toEqual(await weightsOf(plain));
    expect(measured.notes[0]).toMatch(
      /^Trained on WASM with one thread 10,000 ms a step; measured beside it: WebGL not, since it is for workers of a browser, plain JavaScript 10,000 ms a step\. WebGPU and WASM with more threads are not available: /,
    );
    expect([...known.values()]).toEqual([
      [
        { name: 'wasm', ms: 10_000 },
        { name: 'webgl', why: expect.any(String) },
        { name: 'cpu', ms: 10_000 },
      ],
    ]);
    expect((await trainOn('auto', measurements)).notes).toEqual(measured.notes);
    expect(learnt()).toBe(1);
  });

  it('is measured no further when WASM is soon done', async () => {
    const known = new Map<string, readonly BackendTrial[]>();
    const quick = await trainOn('auto', { known, learned: () => expect.unreachable() });
    expect(quick.notes).toEqual([]);
  });

  it('that was asked for is named, with what it cannot promise', async () => {
    const model = await trainOn('cpu');
    expect(model.notes).toEqual([expect.stringMatching(/^Trained on plain JavaScript: .* last bits\.$/)]);
    expect(await environmentOf(model)).toMatchObject({ backend: 'cpu' });
    const wasm = await trainOn('wasm');
    expect(model.evaluation.metrics.rmse).toBeCloseTo(wasm.evaluation.metrics.rmse ?? 0, 1);
    await expect(trainOn('webgl')).rejects.toThrow(
      'Option backend: WebGL cannot be used here: it is for workers of a browser.',
    );
    expect(await weightsOf(await trainOn('wasm'))).toEqual(await weightsOf(wasm));
  });

  it('is another than WASM only where it is clearly quicker', () => {
    const trials = (webgl: number): BackendTrial[] => [
      { name: 'wasm', ms: 9 },
      { name: 'webgl', ms: webgl },
      { name: 'cpu', ms: 1 },
    ];
    expect(quickest(trials(7))).toBe('wasm');
    expect(quickest(trials(5.9))).toBe('webgl');
    expect(
      quickest([
        { name: 'wasm', ms: 9 },
        { name: 'webgl', why: 'there is none' },
      ]),
    ).toBe('wasm');
  });
});
