import { describe, expect, it } from 'vitest';
import type { Cell } from '@/cells/document/notebook';
import { evaluate } from '.';

const cell = (options: unknown, output?: string): Cell => ({
  ...{ id: 3, kind: 'evaluate', type: evaluate.type, source: JSON.stringify(options) },
  ...{ pinned: false, hidden: false, attributes: {}, ...(output ? { output } : {}) },
});
const compile = (options: unknown) => evaluate.compile(cell(options, 'judgement'), { names: new Set() });

describe('an evaluate cell', () => {
  it('reads the model, the rows and the other model, and gives the judgement under its name', () => {
    const compiled = compile({ model: 'trees', rows: 'later', versus: 'line' });
    expect([...compiled.inputs].sort()).toEqual(['later', 'line', 'ml', 'trees']);
    expect(compiled).toMatchObject({ outputs: ['judgement'], single: true, autodisplay: true });
  });

  it('calls ml.judge with what the form says', () => {
    const compiled = compile({ model: 'trees', versus: 'line', positive: 'yes', threshold: 0.3 });
    const calls: unknown[][] = [];
    const judge = (...call: unknown[]) => calls.push(call);
    const given: Record<string, unknown> = { ml: { judge }, trees: 'the trees', line: 'the line' };
    new Function(`return (${compiled.body})`)()(...compiled.inputs.map((name) => given[name]));
    expect(calls).toEqual([['the trees', { versus: { line: 'the line' }, positive: 'yes', threshold: 0.3 }]]);
  });

  it('turns into the code that a person would have typed', () => {
    expect(evaluate.toCode?.(cell({ model: 'model', resamples: 1000 }, 'judgement'))).toBe(
      'const judgement = await ml.judge(model);\ndisplay(judgement);',
    );
    expect(evaluate.toCode?.(cell({ model: 'm', rows: 'rows', costs: { falseNegative: 5 } }))).toBe(
      'ml.judge(m, {\n  rows,\n  costs: {"falsePositive":1,"falseNegative":5,"truePositive":0,"trueNegative":0},\n})',
    );
  });

  it('refuses what is no option, at its place', () => {
    expect(() => compile({ model: 'm', threshold: 7 })).toThrow('Option threshold');
    expect(() => compile({ model: 'no name' })).toThrow('the name of a value');
  });
});
