import { describe, expect, it } from 'vitest';
import { boostingObjectives } from '@/cells/ml/boosted-trees/options';
import { learnersAbout, trainableLearners } from '@/cells/ml/learners-about';
import { optionGroups } from '../training/option-words';
import { isRelevant, relevantObjectives } from './relevant-options';

describe('the words of the options', () => {
  it.each(trainableLearners)('%s: each option has its words once', (learner) => {
    const said = optionGroups[learner].flatMap(({ options }) => Object.keys(options));
    expect(said.toSorted()).toEqual(Object.keys(learnersAbout[learner].options.parse({})).toSorted());
  });

  it.each(trainableLearners)('%s: words are short, and help is a sentence', (learner) => {
    for (const { label, help } of optionGroups[learner].flatMap(({ options }) => Object.values(options))) {
      expect(label.length).toBeLessThan(24);
      expect(help).toMatch(/^[a-zA-Z0-9].*\.$/);
    }
  });
});

describe('the options that matter', () => {
  const shown = (values: Record<string, unknown>, task?: 'regression' | 'classification') =>
    [
      'huberQuantile',
      'quantiles',
      'tweediePower',
      'classWeights',
      'monotone',
      'folds',
      'validationShare',
    ].filter((name) => isRelevant('boosted-trees', name, { values, task }));

  it('follow the objective', () => {
    expect(shown({ objective: 'huber' })).toEqual(['huberQuantile', 'monotone', 'folds', 'validationShare']);
    expect(shown({ objective: 'quantile' })).toContain('quantiles');
    expect(shown({ objective: 'softmax' })).toEqual(['classWeights', 'folds', 'validationShare']);
    expect(shown({}, 'regression')).not.toContain('classWeights');
  });

  it('follow how the rounds are chosen', () => {
    expect(shown({ patience: 0 }, 'regression')).toEqual(['monotone']);
    expect(shown({ folds: 5 }, 'regression')).toEqual(['monotone', 'folds']);
  });

  it('of a linear model and a network have class weights where the target may have classes', () => {
    for (const learner of ['linear', 'network'] as const)
      for (const task of ['classification', undefined, 'regression'] as const)
        expect(isRelevant(learner, 'classWeights', { values: {}, task })).toBe(task !== 'regression');
  });

  it('of pictures and of a base stand where there are some', () => {
    const known = { values: {}, task: 'classification' } as const;
    const shows = (name: string, seen: object) => isRelevant('network', name, { ...known, ...seen });
    expect(['flip', 'filters', 'cut'].map((name) => shows(name, { seesPictures: false }))).toEqual([
      false,
      false,
      false,
    ]);
    expect(['flip', 'filters', 'cut'].map((name) => shows(name, { seesPictures: true }))).toEqual([
      true,
      true,
      false,
    ]);
    const layers = [{ kind: 'convolution', filters: 4 }];
    expect(shows('filters', { seesPictures: true, values: { layers } })).toBe(false);
    const onBase = { seesPictures: true, hasBase: true };
    expect(['flip', 'filters', 'cut'].map((name) => shows(name, onBase))).toEqual([true, false, true]);
  });

  it('never hide what was set', () => {
    expect(shown({ objective: 'squared', quantiles: [0.5] })).toContain('quantiles');
    expect(relevantObjectives(boostingObjectives, 'regression', 'softmax')).toContain('softmax');
  });

  it('offer the objectives of the task', () => {
    expect(relevantObjectives(boostingObjectives, 'classification', undefined)).toEqual([
      'auto',
      'logistic',
      'softmax',
    ]);
    expect(relevantObjectives(boostingObjectives, undefined, undefined)).toEqual([...boostingObjectives]);
  });
});
