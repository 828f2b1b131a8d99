import { beforeAll, describe, expect, it } from 'vitest';
import type { PersonalColumns } from '@/cells/personal';
import { readExampleData } from '../example-data.fixture';
import { moveInput } from '../explaining/move-input';
import { permutationImportance } from '../importance';
import { judgeModel, parseJudgeOptions } from '../judging';
import { measureFairness } from '../judging/fairness';
import type { LiveJudgement } from '../judging/judgement';
import type { Columns, TrainedModel } from '../model';
import { nodeAssets } from '../node-assets';
import { train } from '../train';
import { selectInputs } from '../trained-model';
import {
  answerQuestion,
  type JudgedQuestion,
  keepPersonal,
  maskAnswer,
  questionSchema,
  readTyped,
  writeTyped,
} from '.';

let model: TrainedModel;
let live: LiveJudgement;
let inputs: Columns;

beforeAll(async () => {
  const context = { signal: new AbortController().signal, progress() {}, assets: nodeAssets() };
  model = await train(readExampleData('penguins'), { target: 'species', options: { rounds: 30 } }, context);
  const judgement = await judgeModel(model, { options: parseJudgeOptions({ resamples: 100 }) });
  if (!judgement.live?.rows) throw new Error('A judgement in the place where it was made is live.');
  live = judgement.live;
  inputs = selectInputs(model.signature, judgement.live.rows.columns);
});

describe('a judged model is asked', () => {
  it('what there is: rows, the spans of the training, columns to part by', async () => {
    const about = await live.ask({ ask: 'about' });
    expect(about).toMatchObject({ rows: inputs.numRows, from: 'rows', metrics: ['accuracy', 'logLoss'] });
    const span = (name: string) => about.inputs[model.signature.inputs.findIndex((one) => one.name === name)];
    const trained = model.profile.features.find(({ name }) => name === 'body_mass_g');
    if (trained?.type !== 'number') throw new Error('The body mass is a number.');
    expect(span('body_mass_g')).toEqual({
      is: 'span',
      low: trained.minimum,
      high: trained.maximum,
      isWhole: true,
    });
    expect(span('island')).toMatchObject({ is: 'choice', values: ['Biscoe', 'Dream', 'Torgersen'] });
    expect(about.columns.map(({ name }) => name)).not.toContain('species');
  });

  it('what matters: the same as the functions themselves give', async () => {
    const heard: number[] = [];
    const told = { progress: (fraction: number) => heard.push(fraction) };
    const predict = (rows: Columns) => model.predict(rows);
    const { actual = [], classes = [] } = live.rows ?? {};
    expect(await live.ask({ ask: 'importance' }, told)).toEqual(
      await permutationImportance(predict, inputs, actual, { classes, seed: 1, repeats: 10 }),
    );
    expect(heard.at(-1)).toBe(1);
    expect(heard).toHaveLength(1 + 10 * model.signature.inputs.length);
    const feature = 'flipper_length_mm';
    expect(await live.ask({ ask: 'move', feature })).toEqual(
      await moveInput(predict, inputs, feature, { signature: model.signature, curves: 50 }),
    );
    const whole = await model.explain(inputs);
    const explained = await live.ask({ ask: 'explain' });
    expect(explained.values).toEqual(whole.values);
    expect(explained.inputs.numRows).toBe(inputs.numRows);
  });

  it('what it would answer if, and why', async () => {
    const { values, truth } = await live.ask({ ask: 'row', place: 3 });
    expect(truth).toBe(live.rows?.actual[3]);
    expect(Object.keys(values)).toEqual(model.signature.inputs.map(({ name }) => name));
    const asItIs = await live.ask({ ask: 'answer', row: { place: 3, changes: {} } });
    expect(asItIs.values[0]).toBe(live.rows?.predictions.values[3]);
    const changes = { flipper_length_mm: 230, body_mass_g: 6000, bill_depth_mm: 14, bill_length_mm: 50 };
    const row = { place: 3, changes: { ...changes, island: 'Biscoe' } };
    expect((await live.ask({ ask: 'answer', row })).values[0]).toBe('Gentoo');
    const why = await live.ask({ ask: 'why', row });
    expect(why.inputs.columns.find(({ name }) => name === 'body_mass_g')?.values[0]).toBe(6000);
    const { found } = await live.ask({
      ...{ ask: 'changes', row, fixed: ['island'] },
      wanted: { is: 'class', label: 'Adelie' },
    });
    expect(found.length).toBeGreaterThan(0);
    for (const { changes: proposed, prediction, chance } of found) {
      expect(prediction).toBe('Adelie');
      expect(chance).toBeGreaterThan(1 / 3);
      expect(Object.keys(proposed)).not.toContain('island');
      const taken = { place: 3, changes: { ...row.changes, ...proposed } };
      expect((await live.ask({ ask: 'answer', row: taken })).values[0]).toBe('Adelie');
    }
  });

  it('whom it treats otherwise', async () => {
    const asked = await live.ask({ ask: 'fairness', column: 'sex', positive: 'Gentoo' });
    expect(asked).toEqual(live.rows && measureFairness(live.rows, 'sex', { positive: 'Gentoo' }));
  });

  it('and says in words what does not fit', async () => {
    const answer = (place: number, changes: Record<string, string | number>) =>
      live.ask({ ask: 'answer', row: { place, changes } });
    await expect(answer(10_000, {})).rejects.toThrow('There is no row 10001');
    await expect(answer(0, { body_mass_g: 'heavy' })).rejects.toThrow('“body_mass_g” must be a number');
    await expect(answer(0, { wings: 2 })).rejects.toThrow('The model does not use “wings”');
    const alone = answerQuestion({ model, table: inputs });
    await expect(alone({ ask: 'importance' })).rejects.toThrow('keeps no rows with their truth');
    expect(await alone({ ask: 'about' })).toMatchObject({ from: 'example' });
    expect(questionSchema.safeParse({ ask: 'row', place: -1 }).success).toBe(false);
  });

  it('and what leaves the server holds no value of a personal column', async () => {
    const personal: PersonalColumns = new Map([
      ['island', 'name'],
      ['sex', 'name'],
    ]);
    const row = { place: 0, changes: { body_mass_g: 6000 } };
    const questions: JudgedQuestion[] = [
      { ask: 'about' },
      { ask: 'importance' },
      { ask: 'move', feature: 'island' },
      { ask: 'explain' },
      { ask: 'row', place: 0 },
      { ask: 'answer', row },
      { ask: 'why', row },
      { ask: 'changes', row, wanted: { is: 'class', label: 'Adelie' }, fixed: [] },
      { ask: 'changes', row, wanted: { is: 'class', label: 'Gentoo' }, fixed: [] },
      { ask: 'changes', row, wanted: { is: 'class', label: 'Chinstrap' }, fixed: [] },
      { ask: 'fairness', column: 'island', positive: 'Gentoo' },
      { ask: 'slices', metric: 'accuracy', by: [{ column: 'island' }, { column: 'sex' }] },
      { ask: 'worst-slices', metric: 'accuracy' },
    ];
    const values = /Biscoe|Dream|Torgersen|\b(fe)?male\b/i;
    expect(writeTyped(await live.ask({ ask: 'row', place: 0 }))).toMatch(values);
    for (const question of questions) {
      const answer = await live.ask(keepPersonal(question, personal));
      const shown = maskAnswer(question.ask, answer, { personal, signature: model.signature });
      expect(writeTyped(shown)).not.toMatch(values);
    }
  });

  it('and stops when nobody waits any more', async () => {
    const stop = new AbortController();
    const asked = answerQuestion({ model, table: inputs, judged: async () => live.rows ?? expect.fail() })(
      { ask: 'importance' },
      { signal: stop.signal, progress: () => stop.abort() },
    );
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});

it('floats cross as JSON bit by bit', () => {
  const value = {
    a: Float64Array.of(0.1, Number.NaN, -0, Number.POSITIVE_INFINITY),
    b: [{ c: 'x', d: null }],
  };
  expect(readTyped(writeTyped(value))).toEqual(value);
});
