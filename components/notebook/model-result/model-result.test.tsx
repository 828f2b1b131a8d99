// @vitest-environment jsdom
import { act } from 'react';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainedModel } from '@/cells/ml/model';
import { createModelResult, type PromotedVersion } from '.';

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});

const regression = {
  learner: 'boosted-trees',
  task: 'regression',
  target: 'cnt',
  split: { by: 'time', column: 'day', boundary: '2012-01-01', testShare: 0.2 },
  seed: 7,
  trainingRows: 13_903,
  notes: ['“id” is not used: nearly every row has a value of its own, as an identifier has.'],
  history: [],
  importances: [
    { feature: 'hr', permutation: 174.5 },
    { feature: 'holiday', permutation: -0.2 },
  ],
  evaluation: {
    task: 'regression',
    rows: 3476,
    metrics: { rmse: 41.2649, mae: 26.8, r2: 0.948 },
    baseline: { rmse: 181.4, mae: 142, r2: 0 },
    residuals: [
      { predicted: 10, actual: 12 },
      { predicted: 90, actual: 70 },
    ],
  },
} as unknown as TrainedModel; // what the picture reads of one
const classes = {
  ...regression,
  task: 'binary',
  learner: 'linear',
  history: [
    { step: 1, metrics: { loss: 0.7 } },
    { step: 2, metrics: { loss: 0.5 } },
  ],
  evaluation: {
    task: 'binary',
    rows: 10,
    metrics: { rocAuc: 0.5, accuracy: 0.6 },
    baseline: { rocAuc: 0.5, accuracy: 0.6 },
    classes: ['no', 'yes'],
    confusion: [
      [6, 0],
      [4, 0],
    ],
  },
} as unknown as TrainedModel;

const draw = (...given: Parameters<typeof createModelResult>) => {
  act(() => {
    document.body.replaceChildren(createModelResult(...given));
  });
  return document.body.firstElementChild as HTMLElement; // just put there
};

describe('the picture of a trained model', () => {
  it('says how good it is beside the baseline, on how many rows, and what was left out', () => {
    const text = draw(regression).textContent ?? '';
    expect(text).toMatch(/Boosted trees · target cnt.*RMSE 41\.3 baseline 181/);
    expect(text).toContain(
      'Tested on 3 476 rows · trained on 13 903 · split by day at 2012-01-01 · seed\u00a07'.replaceAll(
        /(\d) (\d{3})/g,
        '$1\u202f$2',
      ),
    );
    expect(text).toContain('“id” is not used');
  });

  it('says plainly when a model is no better than guessing', () => {
    expect(draw(classes).textContent).toContain('no better than guessing');
  });

  it('says when the nearest centroid is as good, but not of the nearest centroid itself', () => {
    const metrics = { rocAuc: 0.8, accuracy: 0.7 };
    const evaluation = { ...classes.evaluation, metrics, nearestCentroid: { rocAuc: 0.85 } };
    const of = (learner: string) =>
      draw({ ...classes, learner, evaluation } as unknown as TrainedModel).textContent;
    expect(of('linear')).toContain('nearest centroid 0.850 — no better than the nearest centroid');
    expect(of('nearest-centroid')).not.toContain('no better');
  });

  it('offers to leave out a column that gives the target away, beside the note', () => {
    const note = '“registered” alone foretells “cnt” almost entirely (R² 0.942 on rows held out).';
    const inputs = [{ name: 'hr' }, { name: 'registered' }];
    const model = { ...regression, notes: [note], leaks: ['registered'], signature: { inputs } };
    const left: string[] = [];
    const leaveOut = (column: string) => left.push(column);
    const button = () => document.querySelector<HTMLButtonElement>('footer li button');
    draw(model as unknown as TrainedModel, { leaveOut });
    act(() => button()?.click());
    expect(left).toEqual(['registered']);
    expect(document.querySelector('footer li')?.textContent).toContain('Train again');
    draw(model as unknown as TrainedModel);
    expect(button()).toBeNull();
  });

  it('has a table of confusion and a curve for classes, points for numbers', () => {
    const cells = [...draw(classes).querySelectorAll('td')].map((cell) => cell.textContent);
    expect(cells).toEqual(['6', '0', '4', '0']);
    expect(draw(classes).querySelectorAll('polyline')).toHaveLength(1);
    expect(
      draw(regression).querySelector('[aria-label="Predicted and actual cnt of 2 test rows"]'),
    ).not.toBeNull();
  });

  it('marks the round that was kept, and calls steps by their name', () => {
    const history = [9, 5, 6].map((loss, i) => ({
      step: i + 1,
      metrics: { trainRmse: loss - 2, validationRmse: loss },
    }));
    const text = draw({ ...regression, history }).textContent ?? '';
    expect(text).toContain('best round 2: validation RMSE 5.00');
    expect(document.querySelector('[aria-label$="over 3 rounds, best at 2"] circle')).not.toBeNull();
  });

  it('shows importances by each measure that the learner has, largest first', () => {
    const importances = [
      { feature: 'hr', permutation: 174.5, gain: 0.2, cover: 0.5 },
      { feature: 'temp', permutation: 12, gain: 0.8, cover: 0.5 },
    ];
    const names = () => [...document.querySelectorAll('ol li')].map(({ textContent }) => textContent);
    draw({ ...regression, importances });
    expect(names()).toEqual(['hr175', 'temp12.0']);
    const gain = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Gain');
    act(() => gain?.click());
    expect(names()).toEqual(['temp80\u00a0%', 'hr20\u00a0%']);
  });

  it('draws the band of quantiles, what lies outside it, and how much should lie within', () => {
    const evaluation = {
      ...regression.evaluation,
      metrics: { rmse: 41, coverage: 0.5 },
      band: [0.05, 0.95],
      residuals: [
        { predicted: 10, actual: 12, low: 5, high: 15 },
        { predicted: 90, actual: 70, low: 80, high: 99 },
      ],
    };
    const element = draw({ ...regression, evaluation } as unknown as TrainedModel); // what the picture reads of one
    expect(element.textContent).toContain('Coverage50.0\u00a0% of 90\u00a0% aimed at');
    expect(element.querySelectorAll('polygon')).toHaveLength(1);
    expect(element.querySelector('path[class*="outside"]')?.getAttribute('d')?.match(/M/g)).toHaveLength(1);
  });

  it('promotes when asked, and says what became of it', async () => {
    let answer: (version: PromotedVersion | null) => void = () => {};
    const element = draw(regression, { promote: () => new Promise((resolve) => (answer = resolve)) });
    const button = element.querySelector('button');
    act(() => button?.click());
    expect(button?.disabled).toBe(true);
    await act(async () => answer({ model: 'bike-demand', version: 3 }));
    expect(element.textContent).toContain('Promoted as bike-demand, version 3');
  });

  it('says why it could not be promoted, and can be asked again', async () => {
    const element = draw(regression, { promote: () => Promise.reject(new Error('This model has no name.')) });
    await act(async () => element.querySelector('button')?.click());
    expect(element.textContent).toContain('This model has no name.');
    expect(element.querySelector('button')?.disabled).toBe(false);
  });

  it('has no button where nobody can promote', () => {
    expect(draw(regression).querySelector('button')).toBeNull();
  });
});
