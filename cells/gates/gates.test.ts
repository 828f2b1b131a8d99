import { describe, expect, it } from 'vitest';
import { type Finding, judgeRule, overall } from './judge-rule';
import { type Rule, readGates } from './rules';
import { sayRule } from './say-rule';

const champion = (proof: 'better' | 'not-worse', margin = 0): Rule => ({
  kind: 'champion',
  metric: 'rmse',
  proof,
  margin,
});
const difference = (low: number, high: number): Finding => ({
  ...{
    kind: 'champion',
    champion: 3,
    candidate: 40,
    incumbent: 42,
    difference: [low, high],
    p: 0.04,
    rows: 500,
    notes: [],
  },
});

describe('a gate', () => {
  it('against a number holds the figure, or the bad end of its interval, whichever way is better', () => {
    const found: Finding = { kind: 'metric', measured: { value: 0.9, interval: [0.85, 0.94], rows: 200 } };
    const rule = (metric: string, bound: number, end: 'value' | 'interval'): Rule => ({
      kind: 'metric',
      metric,
      bound,
      end,
    });
    expect(judgeRule(rule('rocAuc', 0.88, 'value'), found).state).toBe('passed');
    const unproven = judgeRule(rule('rocAuc', 0.88, 'interval'), found);
    expect(unproven).toMatchObject({ state: 'failed', todo: expect.stringContaining('do not prove it') });
    expect(unproven.words).toBe(
      'ROC AUC is 0.900 (95 %: 0.850 to 0.940) on 200 held-out rows; 0.88 is asked for.',
    );
    expect(judgeRule(rule('logLoss', 0.92, 'value'), found).state).toBe('passed');
    expect(judgeRule(rule('logLoss', 0.92, 'interval'), found).state).toBe('failed');
    const single: Finding = { kind: 'metric', measured: { value: 0.9, rows: 200 } };
    expect(judgeRule(rule('rocAuc', 0.5, 'interval'), single).state).toBe('failed');
  });

  it('against the champion wants the whole interval on the good side, or its bad end within the margin', () => {
    expect(judgeRule(champion('better'), difference(-4, -0.1)).state).toBe('passed');
    expect(judgeRule(champion('better'), difference(-4, 0.1)).state).toBe('failed');
    expect(judgeRule(champion('not-worse', 0.2), difference(-4, 0.1)).state).toBe('passed');
    expect(judgeRule(champion('not-worse'), difference(-4, 0.1))).toMatchObject({
      ...{ state: 'failed', todo: expect.stringContaining('do not tell the two apart') },
    });
    expect(judgeRule(champion('better'), difference(1, 4)).todo).toContain('clearly better on these rows');
    const higher: Rule = { kind: 'champion', metric: 'accuracy', proof: 'not-worse', margin: 0.01 };
    expect(judgeRule(higher, difference(-0.005, 0.1)).state).toBe('passed');
    expect(judgeRule(higher, difference(-0.05, 0.1)).state).toBe('failed');
    expect(judgeRule(champion('better'), { kind: 'unopposed' }).state).toBe('passed');
  });

  it('of the worst slice holds all rows to it where no slice stands out', () => {
    const rule: Rule = { kind: 'slice', metric: 'accuracy', bound: 0.8 };
    const measured = { value: 0.7, interval: [0.6, 0.8] as const, rows: 60 };
    expect(judgeRule(rule, { kind: 'slice', name: 'town = hill', measured })).toMatchObject({
      state: 'failed',
      words:
        'The worst slice is town = hill: Accuracy 0.700 (95 %: 0.600 to 0.800) on 60 rows; 0.8 is asked for.',
    });
    expect(judgeRule(rule, { kind: 'slice', name: null, measured })).toMatchObject({
      state: 'failed',
      todo: 'Train a better model.',
    });
    expect(judgeRule(rule, { kind: 'slice', name: null, measured: { ...measured, value: 0.8 } }).state).toBe(
      'passed',
    );
  });

  it('fails where there is no figure, and waits where it is not there yet', () => {
    const rule: Rule = { kind: 'card' };
    const missing = judgeRule(rule, { kind: 'missing', words: 'No rows.', todo: 'Train again.' });
    const waiting = judgeRule(rule, { kind: 'waiting', words: 'Soon.' });
    expect([missing.state, waiting.state]).toEqual(['failed', 'waiting']);
    expect(overall([missing, waiting])).toBe('failed');
    expect(overall([waiting])).toBe('waiting');
    expect(overall([])).toBe('passed');
  });

  it('of fairness holds the difference between two groups to its bound', () => {
    const rule: Rule = { kind: 'fairness', column: 'sex', measure: 'equalOpportunity', bound: 0.1 };
    const found = (difference: number): Finding => ({
      ...{ kind: 'fairness', measure: 'equalOpportunity', groups: ['Female', 'Male'], difference },
    });
    expect(judgeRule(rule, found(0.1)).state).toBe('passed');
    expect(judgeRule(rule, found(0.25))).toMatchObject({
      state: 'failed',
      words: 'Female and Male differ by 0.250 in equal opportunity; 0.1 is allowed.',
    });
  });

  it('of data names the versions that are not as expected', () => {
    const of = (anomalies: number) => ({ dataset: 'rides', version: 3, anomalies });
    expect(judgeRule({ kind: 'data' }, { kind: 'data', checked: [of(0), of(2)] })).toMatchObject({
      state: 'failed',
      words: 'rides version 3 is not as expected in 2 ways.',
    });
    expect(judgeRule({ kind: 'data' }, { kind: 'data', checked: [of(0)] }).state).toBe('passed');
  });

  it('is read as a sentence, and nothing but gates is read from storage', () => {
    expect(sayRule({ kind: 'metric', metric: 'rmse', bound: 45_000, end: 'interval' })).toBe(
      'RMSE is at most 45\u202f000, at the bad end of its 95 % interval too',
    );
    expect(sayRule({ kind: 'approval', approvers: ['u1'] }, () => 'Ada')).toBe('Ada has approved it');
    expect(() => readGates({ format: 2, rules: [] })).toThrow();
    expect(() => readGates({ format: 1, rules: [{ kind: 'size', megabytes: -1 }] })).toThrow('over 0');
  });
});
