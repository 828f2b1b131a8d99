import { expect, it } from 'vitest';
import { drawImportance } from './draw-importance';
import { readExampleData } from './example-data.fixture';
import { filesOfTraining, filesOfValidation } from './files-of-training';
import { nodeAssets } from './node-assets';
import { type TrainContext, train } from './train';

const context: TrainContext = { signal: new AbortController().signal, progress() {}, assets: nodeAssets() };
const linesOf = (text = '') => text.trimEnd().split('\r\n');

it('keeps of a classifier its summary, what its columns matter and its confusions', async () => {
  const model = await train(
    readExampleData('penguins'),
    { target: 'species', learner: 'linear', split: { by: 'stratified' } },
    context,
  );
  const files = filesOfTraining(model);
  expect([...files.keys()]).toEqual([
    ...['model.json', 'importance.csv', 'importance.svg', 'history.csv', 'confusion.csv'],
  ]);
  const summary = JSON.parse(files.get('model.json') ?? '');
  expect(summary).toMatchObject({ learner: 'linear', task: 'multiclass', target: 'species' });
  expect(summary.metrics).toEqual(model.evaluation.metrics);
  expect(summary.inputs).toHaveLength(model.signature.inputs.length);
  const [head, ...rows] = linesOf(files.get('confusion.csv'));
  expect(head).toBe('actual \\ predicted,Adelie,Chinstrap,Gentoo');
  const counted = rows.flatMap((row) => row.split(',').slice(1).map(Number));
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(model.evaluation.rows);
  expect(linesOf(files.get('importance.csv'))).toHaveLength(model.importances.length + 1);
  expect(linesOf(files.get('history.csv'))).toHaveLength(model.history.length + 1);
});

it('keeps of a regression its residuals: actual, predicted, and how far off', async () => {
  const model = await train(
    { x: Array.from({ length: 60 }, (_, i) => i), y: Array.from({ length: 60 }, (_, i) => 2 * i + (i % 3)) },
    { target: 'y', learner: 'linear' },
    context,
  );
  const [head, first = ''] = linesOf(filesOfTraining(model).get('residuals.csv'));
  expect(head).toBe('actual,predicted,error');
  const [actual = 0, predicted = 0, error = 0] = first.split(',').map(Number);
  expect(error).toBeCloseTo(predicted - actual, 10);
});

it('draws what columns matter: the longest bar first, names of any kind as text, none of it longer than the drawing', () => {
  const drawing = drawImportance([
    { feature: 'small', permutation: 1 },
    { feature: '<b>&"', permutation: 4, spread: 1 },
    { feature: 'harmful', permutation: -2, spread: 0.5 },
    { feature: 'odd', permutation: Number.NaN },
  ]);
  expect(drawing).toContain('&lt;b>&amp;"');
  const widths = [...drawing.matchAll(/width="([\d.]+)" height="16"/g)].map(([, width]) => Number(width));
  expect(widths).toEqual([288, 72, 0]);
  expect(drawing).not.toContain('NaN');
  for (const [, x] of drawing.matchAll(/ x="([\d.]+)"/g)) expect(Number(x)).toBeLessThan(640);
  expect(drawImportance([{ feature: 'none', permutation: 0 }])).not.toContain('NaN');
});

it('keeps of a cross-validation the figures of each fold', () => {
  const fold = { repeat: 1, trainRows: 8, testRows: 2, baseline: { rmse: 9 } };
  const files = filesOfValidation({
    folds: [
      { ...fold, fold: 1, metrics: { rmse: 1.5 } },
      { ...fold, fold: 2, metrics: { rmse: 2, mape: 0.1 } },
    ],
  });
  expect(linesOf(files.get('folds.csv'))).toEqual([
    'repeat,trainRows,testRows,fold,rmse,mape',
    '1,8,2,1,1.5,',
    '1,8,2,2,2,0.1',
  ]);
});
