import { describe, expect, it } from 'vitest';
import { CompileError } from '@/cells/compiler/compiled-cell';
import type { Cell } from '@/cells/document/notebook';
import { train } from '.';

const cell = (options: unknown, output?: string): Cell => ({
  id: 7,
  kind: 'train',
  type: train.type,
  source: JSON.stringify(options),
  pinned: false,
  hidden: false,
  attributes: {},
  ...(output ? { output } : {}),
});
const compile = (options: unknown, output?: string) =>
  train.compile(cell(options, output), { names: new Set() });

describe('a train cell', () => {
  it('reads the data and ml, and gives the model under its name', () => {
    const compiled = compile({ data: 'rides', target: 'cnt' }, 'model');
    expect(compiled.inputs).toEqual(expect.arrayContaining(['ml', 'rides']));
    expect(compiled).toMatchObject({ outputs: ['model'], single: true, autodisplay: true });
  });

  it('reads the base of a network, with folds too', () => {
    const options = { data: 'pictures', target: 'label', learner: 'network', base: 'digits_base' };
    for (const folds of [undefined, { kind: 'k-fold', k: 3 }]) {
      const code = train.toCode?.(cell({ ...options, folds }));
      expect(code).toContain('  base: digits_base,');
      expect(compile({ ...options, folds }).inputs).toContain('digits_base');
    }
  });

  it('with folds cross-validates, and says nothing of a split', () => {
    const code = train.toCode?.(
      cell(
        { data: 'rides', target: 'cnt', folds: { kind: 'time-series', k: 4, column: 'at' } },
        'validation',
      ),
    );
    expect(code).toContain('await ml.crossValidate(rides, {');
    expect(code).toContain('folds: {"kind":"time-series","k":4,"column":"at","gap":0}');
    expect(code).not.toContain('split');
    expect(() => compile({ data: 'rides', target: 'cnt', folds: { kind: 'k-fold', k: 1 } })).toThrow(
      CompileError,
    );
  });

  it('calls ml.train with what the form says and returns its value', () => {
    const compiled = compile(
      { data: 'rides', target: 'cnt', learner: 'network', options: { epochs: 3 }, seed: 4 },
      'model',
    );
    const calls: unknown[] = [];
    const given = {
      ml: {
        train: (...call: unknown[]) => {
          calls.push(call);
          return 'trained';
        },
      },
      rides: 'the rides',
    };
    const body = new Function(`return (${compiled.body})`)();
    const value = body(...compiled.inputs.map((name) => given[name as keyof typeof given]));
    expect(value).toBe('trained');
    expect(calls).toEqual([
      [
        'the rides',
        {
          target: 'cnt',
          split: { by: 'random', testShare: 0.2 },
          learner: 'network',
          options: { epochs: 3 },
          seed: 4,
        },
      ],
    ]);
  });

  it('turns into the code that it runs', () => {
    expect(train.toCode?.(cell({ data: 'rides', target: 'cnt', features: ['hr'] }, 'model'))).toBe(
      'const model = await ml.train(rides, {\n  target: "cnt",\n  features: ["hr"],\n  split: {"by":"random","testShare":0.2},\n' +
        '  learner: "boosted-trees",\n  seed: 1,\n});\ndisplay(model);',
    );
  });

  it.each([
    [{ data: 'rides' }, /target/],
    [{ data: 'my rides', target: 'cnt' }, /name of a value/],
    [
      { data: 'rides', target: 'cnt', learner: 'boosted-trees', options: { depth: 3 } },
      /Boosted trees takes objective, rounds/,
    ],
    [
      { data: 'rides', target: 'cnt', learner: 'linear', options: { l1: 3 } },
      /Linear takes l2, maxIterations/,
    ],
    [{ data: 'rides', target: 'cnt', split: { by: 'time' } }, /split\.column/],
    [{ data: 'rides', target: 'cnt', colour: 'red' }, /colour/],
  ])('refuses %j in words', (options, message) => {
    expect(() => compile(options)).toThrow(CompileError);
    expect(() => compile(options)).toThrow(message);
  });
});
