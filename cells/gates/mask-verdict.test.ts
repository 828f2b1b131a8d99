import { describe, expect, it } from 'vitest';
import { judgeRule } from './judge-rule';
import { maskVerdict } from './mask-verdict';
import { ruleSchema } from './rules';

const personal = new Map([['owner', 'email'] as const]);

describe('a verdict', () => {
  it('on a slice of a personal column tells its figure and not whose it is', () => {
    const rule = ruleSchema.parse({ kind: 'slice', metric: 'accuracy', bound: 0.9 });
    const found = (name: string) =>
      judgeRule(rule, { kind: 'slice', name, measured: { value: 0.5, rows: 40 } });
    const verdict = found('owner = ada@example.org and age 20–30');
    const shown = maskVerdict(verdict, personal);
    expect(JSON.stringify(shown)).not.toContain('ada');
    expect(shown.words).toContain('The worst slice is owner, masked: Accuracy');
    expect(shown.todo).toContain('more rows of owner, masked, or');
    expect(maskVerdict(found('age 20–30'), personal)).toEqual(found('age 20–30'));
  });

  it('on fairness names no group', () => {
    const rule = ruleSchema.parse({
      kind: 'fairness',
      column: 'owner',
      measure: 'demographicParity',
      bound: 0.1,
    });
    const verdict = judgeRule(rule, {
      ...{ kind: 'fairness', measure: 'demographicParity', difference: 0.4 },
      groups: ['owner = ada@example.org', 'owner = $& grace@example.org'],
    });
    const shown = maskVerdict(verdict, personal);
    expect(JSON.stringify(shown)).not.toContain('@');
    expect(shown.words).toMatch(/^Two groups by owner, masked, differ by 0\.4/);
  });
});
