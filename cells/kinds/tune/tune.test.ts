import { describe, expect, it } from 'vitest';
import { CompileError } from '@/cells/compiler/compiled-cell';
import type { Cell } from '@/cells/document/notebook';
import { learnersAbout, searchableLearners } from '@/cells/ml/learners-about';
import { parseTuneOptions } from '@/cells/ml/tuning/tune-options';
import { usualSearch } from '@/cells/ml/tuning/usual-search';
import { tune } from '.';
import { readChoices } from './search-fields';

const cell = (options: unknown, output?: string): Cell => ({
  id: 7,
  kind: 'tune',
  type: tune.type,
  source: JSON.stringify(options),
  pinned: false,
  hidden: false,
  attributes: {},
  ...(output ? { output } : {}),
});
const compile = (options: unknown, output?: string) =>
  tune.compile(cell(options, output), { names: new Set() });
const search = { linear: { l2: { from: 0.1, to: 10, scale: 'log' } } };

describe('a tune cell', () => {
  it('reads the data and ml, gives the model under its name, and runs only when asked', () => {
    const compiled = compile({ data: 'rides', target: 'cnt', search }, 'tuned');
    expect(compiled.inputs).toEqual(expect.arrayContaining(['ml', 'rides']));
    expect(compiled).toMatchObject({ outputs: ['tuned'], single: true, autodisplay: true });
    expect(tune.defaultRun).toBe('manual');
  });

  it('turns into the call that a person would have typed, which means the same', () => {
    const given = {
      target: 'cnt',
      search,
      trials: 12,
      pruning: { reduction: 2 },
      options: { linear: { tolerance: 0.1 } },
    };
    const code = tune.toCode?.(cell({ data: 'rides', ...given }, 'tuned')) ?? '';
    expect(code).toBe(
      'const tuned = await ml.tune(rides, {\n  target: "cnt",\n  split: {"by":"random","testShare":0.2},\n  method: "tpe",\n  trials: 12,\n' +
        '  options: {"linear":{"tolerance":0.1}},\n  pruning: {"reduction":2},\n  search: {\n    "linear": {\n' +
        '      l2: {"from":0.1,"to":10,"scale":"log"},\n    },\n  },\n});\ndisplay(tuned);',
    );
    const calls: unknown[] = [];
    new Function('ml', 'rides', code.replace('await ', '').replace(/display.*/, ''))(
      { tune: (...call: unknown[]) => calls.push(call) },
      'the rides',
    );
    const [data, options] = calls[0] as [unknown, unknown]; // what was just called
    expect(data).toBe('the rides');
    expect(parseTuneOptions(options)).toEqual(parseTuneOptions(given));
  });

  it.each([
    [{ data: 'rides', target: 'cnt' }, /search/],
    [{ data: 'my rides', target: 'cnt', search }, /name of a value/],
    [{ data: 'rides', target: 'cnt', search: { linear: { depth: { from: 1, to: 2 } } } }, /no option depth/],
    [{ data: 'rides', target: 'cnt', search, colour: 'red' }, /colour/],
  ])('refuses %j in words', (options, message) => {
    expect(() => compile(options)).toThrow(CompileError);
    expect(() => compile(options)).toThrow(message);
  });

  it('reads choices as its form writes them', () => {
    expect(readChoices('32, 64-32', true)).toEqual([[32], [64, 32]]);
    expect(readChoices('leaf, depth', false)).toEqual(['leaf', 'depth']);
    expect(readChoices('0.5, 1,', false)).toEqual([0.5, 1]);
  });

  it('begins with a search that is allowed', () => {
    expect(() => tune.compile({ ...cell({}), source: tune.emptySource }, { names: new Set() })).not.toThrow();
    for (const learner of searchableLearners) {
      expect(() =>
        parseTuneOptions({ target: 'y', search: { [learner]: usualSearch[learner] } }),
      ).not.toThrow();
      expect(Object.keys(learnersAbout[learner].options.parse({}))).toEqual(
        expect.arrayContaining(Object.keys(usualSearch[learner])),
      );
    }
  });
});
