import { beforeAll, describe, expect, it } from 'vitest';
import { parseManifest } from '../manifest';
import type { TrainedModel } from '../model';
import { nodeAssets } from '../node-assets';
import { openModel } from '../open-model';
import { prepareTraining } from '../prepare-training';
import { createRandom } from '../random';
import { readTable } from '../read-table';
import { train } from '../train';
import { parseTrainOptions, type TrainOptionsInput } from '../train-options';
import { refuseTooManyTexts } from './refuse-too-many-texts';
import { textOptions } from './text-options';

const assets = nodeAssets();
const context = { signal: new AbortController().signal, progress() {}, assets };
const praise = ['wonderful', 'great', 'enjoyed', 'lovely', 'perfect'];
const blame = ['terrible', 'broken', 'refund', 'awful', 'slow'];
const filler = [
  'the',
  'train',
  'hotel',
  'arrived',
  'we',
  'room',
  'food',
  'was',
  'and',
  'there',
  'with',
  'our',
];

/** Reviews of seven words, one of them telling; some are missing. */
function makeReviews(rows: number) {
  const random = createRandom(11);
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? '';
  return Array.from({ length: rows }, (_, i) => {
    const isGood = random() < 0.5;
    const words = Array.from({ length: 7 }, () => pick(filler));
    words[Math.floor(random() * 7)] = pick(isGood ? praise : blame);
    return {
      review: i % 40 === 3 ? null : words.join(' '),
      nights: 1 + Math.floor(random() * 5),
      verdict: isGood ? 'good' : 'bad',
    };
  });
}

const reviews = makeReviews(400);
const trainOn = (options: Partial<TrainOptionsInput>) =>
  train(reviews, { target: 'verdict', ...options }, context);
const learners = ['linear', 'network', 'boosted-trees', 'nearest-centroid'] as const;
const quick = {
  linear: {},
  network: { epochs: 14 },
  'boosted-trees': { rounds: 30, maxLeaves: 8 },
  'nearest-centroid': {},
} as const;
const models = new Map<string, TrainedModel>();

beforeAll(async () => {
  for (const learner of learners) models.set(learner, await trainOn({ learner, options: quick[learner] }));
});

const trained = (learner: string): TrainedModel => {
  const model = models.get(learner);
  if (!model) throw new Error(`${learner} was not trained`);
  return model;
};

describe('a column of texts', () => {
  it.each(learners)('is read by its words, and the package reads it alike (%s)', async (learner) => {
    const model = trained(learner);
    expect(model.evaluation.metrics.accuracy).toBeGreaterThan(0.85);
    expect(model.notes.join()).toMatch(/“review” is read as text: its words become 256 numbers \(tf-idf\)/);
    expect(model.importances[0]?.feature).toBe('review');
    expect(model.importances).toHaveLength(2);
    const files = await model.toPackage();
    const opened = await openModel(files, { assets });
    const some = readTable(reviews.slice(0, 50)).columns;
    expect(await opened.predict(some)).toEqual(await model.predict(some));
    const { signature } = parseManifest(files.get('cellar.json') ?? new Uint8Array());
    expect(signature.inputs[0]).toEqual({ name: 'review', type: 'string', required: false, text: true });
    await expect(opened.dependence('review')).rejects.toThrow('“review” is a text');
    opened.dispose();
  });

  it.each(['linear', 'boosted-trees'] as const)(
    'is one feature to whoever asks why (%s)',
    async (learner) => {
      const model = trained(learner);
      const rows = readTable([
        { review: 'we enjoyed the lovely room', nights: 2 },
        { review: 'awful food and a broken train', nights: 2 },
      ]).columns;
      const { features, values, base, outputs } = await model.explain(rows);
      expect(features).toEqual(['review', 'nights']);
      expect(outputs).toEqual(['good']);
      expect(values[0]).toBeGreaterThan(0.5);
      expect(values[2]).toBeLessThan(-0.5);
      const { probabilities } = await model.predict(rows);
      for (const row of [0, 1]) {
        const margin = (base[0] ?? 0) + (values[2 * row] ?? 0) + (values[2 * row + 1] ?? 0);
        expect(1 / (1 + Math.exp(-margin))).toBeCloseTo(probabilities?.values[2 * row + 1] ?? Number.NaN, 5);
      }
    },
  );

  it('is not quoted in the profile that drift compares with', () => {
    expect(trained('linear').profile.features[0]).toMatchObject({ type: 'string', frequencies: [] });
    expect(JSON.stringify(trained('linear').profile)).not.toContain('wonderful');
  });

  it('teaches nothing of the test rows', async () => {
    const options = { learner: 'linear', split: { by: 'time', column: 'day', boundary: 300 } } as const;
    const dated = reviews.map((row, day) => ({ ...row, day }));
    const spoilt = dated.map((row) => (row.day < 300 ? row : { ...row, review: `spoilt spoilt ${row.day}` }));
    const files = await Promise.all(
      [dated, spoilt].map(async (rows) =>
        (await train(rows, { target: 'verdict', ...options }, context)).toPackage(),
      ),
    );
    expect(files[0]?.get('preprocessing.json')).toEqual(files[1]?.get('preprocessing.json'));
  });

  it('is refused in words where its numbers would not fit', () => {
    const text = { ...textOptions.parse({ buckets: 4096 }), columns: ['review'] };
    expect(() => refuseTooManyTexts(200_000, text, 'linear')).toThrow(
      /200,000 texts become 4096 numbers each, which takes 3\.\d GB.*set text\.buckets to 2500 at most/,
    );
    expect(() => refuseTooManyTexts(100_000, text, 'linear')).not.toThrow();
  });

  it('may be left to other ways of reading, or named where it was not found', async () => {
    const plain = await trainOn({ learner: 'linear', text: { columns: [] } });
    expect(plain.signature.inputs.map(({ name }) => name)).not.toContain('review');
    const forest = prepareTraining(
      readTable(reviews),
      parseTrainOptions({ target: 'verdict', learner: 'random-forest' }),
    );
    expect(forest.notes.join()).toContain('“review” is not used: a forest cannot read texts');
    const short = reviews.map(({ review, verdict }) => ({ tag: review?.split(' ')[3] ?? null, verdict }));
    const named = await train(
      short,
      {
        target: 'verdict',
        learner: 'linear',
        text: { columns: ['tag'], analyzer: 'characters', ngrams: [2, 3], buckets: 64 },
      },
      context,
    );
    expect(named.notes.join()).toContain('its pieces of words become 64 numbers');
    await expect(trainOn({ text: { columns: ['nights'] } })).rejects.toThrow(
      '“nights” cannot be read as text: it holds number values',
    );
    await expect(trainOn({ text: { ngrams: [3, 1] } })).rejects.toThrow(/Option text\.ngrams: The shortest/);
    await expect(trained('boosted-trees').toXgboost()).rejects.toThrow('these trees read “review”');
  });
});
