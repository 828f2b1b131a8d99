// @vitest-environment jsdom
import { act } from 'react';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Judgement, judge, parseJudgeOptions } from '@/cells/ml/judging';
import { binaryRows, classRows, numberRows } from '@/cells/ml/judging/reference.fixture';
import { createJudgementView, isJudgement } from '.';
import { judgeDifference, sayDifference, sayFigure, sayInterval, sayPValue } from './say-interval';

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});

const options = parseJudgeOptions({ resamples: 100, costs: { falseNegative: 5 } });
const draw = (judgement: Judgement, isRead = false) => {
  act(() => {
    document.body.replaceChildren(createJudgementView(judgement, { isRead }));
  });
  return document.body;
};
const tabs = () => [...document.querySelectorAll('[role=tab]')].map((tab) => tab.textContent);

describe('the picture of a judgement', () => {
  it('has the tabs that its task has, and says the figure with its interval and the rows', async () => {
    const judgement = await judge(binaryRows(), options, { source: 'held-out rows', given: 500 });
    expect(isJudgement(judgement)).toBe(true);
    const text = draw(judgement).textContent ?? '';
    expect(tabs()).toEqual(['Overview', 'Curves', 'Calibration', 'Threshold and costs', 'Slices']);
    expect(text).toMatch(/y on 120 of 500 rows: held-out rowsROC AUC 0\.\d+ 0\.\d+ to 0\.\d+/);
    draw(await judge(classRows(), options, { source: 'a table' }));
    expect(tabs()).toEqual(['Overview', 'Classes', 'Calibration', 'Slices']);
    draw(await judge(numberRows(), options, { source: 'a table' }));
    expect(tabs()).toEqual(['Overview', 'Errors', 'Calibration', 'Slices']);
  });

  it('shows all of it in a report, without anything to press', async () => {
    const predictions = binaryRows('second').predictions;
    const other = { name: 'champion', predictions, notes: ['It may have learnt from them.'] };
    const judgement = await judge(binaryRows(), options, { source: 'held-out rows', other });
    const body = draw(judgement, true);
    expect(body.querySelectorAll('button, input, [role=tab]')).toHaveLength(0);
    expect([...body.querySelectorAll('h4')].map((part) => part.textContent)).toEqual([
      'Overview',
      'Curves',
      'Calibration',
      'Threshold and costs',
      'Slices',
      'Compare',
    ]);
    expect(body.textContent).toContain('It may have learnt from them.');
    expect(body.textContent).toContain('DeLong');
    expect(body.querySelectorAll('svg[aria-label]').length).toBeGreaterThanOrEqual(6);
  });
});

describe('figures', () => {
  it('are written to the digit that their interval warrants', () => {
    expect(sayFigure('rocAuc', 0.92754, 0.011)).toBe('0.928');
    expect(sayInterval('rocAuc', { low: 0.92201, high: 0.93298 })).toBe('0.922 to 0.933');
    expect(sayFigure('rmse', 46_912.4, 3600)).toBe('46\u202f912');
    expect(sayFigure('accuracy', 0.8731, 0.013)).toBe('87.3\u00a0%');
    expect(sayFigure('mcc', 0.7502, 0.12)).toBe('0.750');
    expect(sayDifference('accuracy', { value: -0.018, low: -0.03, high: -0.01 })).toBe('−1.8\u00a0pp');
    expect(sayDifference('rmse', { value: 12.3, low: 1, high: 25 })).toBe('+12');
    expect([sayPValue(0.0000001), sayPValue(0.0314), sayPValue(0.42)]).toEqual(['< 0.001', '0.031', '0.42']);
  });

  it('are better or worse only where the interval of their difference leaves zero out', () => {
    expect(judgeDifference('rmse', { low: -5, high: -1 })).toBe('better');
    expect(judgeDifference('rocAuc', { low: -0.02, high: -0.01 })).toBe('worse');
    expect(judgeDifference('rocAuc', { low: -0.02, high: 0.01 })).toBe('open');
    expect(judgeDifference('coverage', { low: 0.1, high: 0.2 })).toBeUndefined();
  });
});
