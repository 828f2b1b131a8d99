import { expect, test } from 'vitest';
import { compareOptions } from './compare-options';

test('options of a form are compared by their path', () => {
  expect(
    compareOptions(
      '{"table":"rides","target":"cnt","learner":{"type":"trees","rounds":100},"features":["hr","temp"]}',
      '{"table":"rides","target":"registered","learner":{"type":"trees"},"features":["hr"],"seed":1}',
    ),
  ).toEqual([
    { name: 'target', before: 'cnt', after: 'registered' },
    { name: 'learner.rounds', before: '100', after: undefined },
    { name: 'features', before: 'hr, temp', after: 'hr' },
    { name: 'seed', before: undefined, after: '1' },
  ]);
});

test('a form that is half written is compared as text', () => {
  expect(compareOptions('{"a": 1', '{"a": 2}')).toBeUndefined();
});
