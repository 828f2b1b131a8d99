import { describe, expect, test } from 'vitest';
import reference from '@/tests/fixtures/river-reference.json';
import { createAdwin, createDdm, createPageHinkley, watchErrors } from '..';

/** The stream that tests/fixtures/river-reference.py makes. */
function makeStream({
  kind,
  seed,
  levels,
}: {
  kind: string;
  seed: number;
  levels: readonly number[];
}): number[] {
  let state = seed;
  return Array.from({ length: 1000 * levels.length }, (_, i) => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    const chance = state / 2 ** 32;
    const level = levels[Math.floor(i / 1000)] ?? Number.NaN;
    return kind === 'answers' ? (chance < level ? 1 : 0) : 2 * level * chance;
  });
}

describe("error-rate tests give River's values", () => {
  const streams = Object.entries(reference.streams);

  test.each(streams)('%s', (_, about) => {
    const errors = makeStream(about);
    if ('ddm' in about) expect(watchErrors(createDdm(), errors)).toEqual(about.ddm.events);
    expect(watchErrors(createPageHinkley(), errors)).toEqual(about.pageHinkley.events);
    expect(watchErrors(createPageHinkley({ threshold: 20, direction: 'up' }), errors)).toEqual(
      about.pageHinkleyQuick.events,
    );
    const adwin = createAdwin();
    expect(watchErrors(adwin, errors)).toEqual(about.adwin.events);
    expect(adwin.window.length).toBe(about.adwin.length);
    expect(adwin.window.mean).toBeCloseTo(about.adwin.mean, 10);
  });

  test('every test sees the drifts that there are, in one stream or another', () => {
    const found = streams.map(([, about]) => ({
      ddm: 'ddm' in about ? about.ddm.events.length : 0,
      pageHinkley: about.pageHinkley.events.length,
      adwin: about.adwin.events.length,
    }));
    for (const name of ['ddm', 'pageHinkley', 'adwin'] as const)
      expect(found.some((counts) => counts[name] > 0)).toBe(true);
  });
});

test('what is no error is refused in words', () => {
  for (const create of [createDdm, createPageHinkley, createAdwin])
    expect(() => create().update(Number.NaN)).toThrow('must be a number');
  expect(() => createDdm().update(3)).toThrow('1 for a wrong answer');
});

test('ADWIN holds a long stream in few buckets, and its window is the whole of it', () => {
  const adwin = createAdwin();
  for (let i = 0; i < 100_000; i++) adwin.update((i * 0.61803398875) % 1);
  expect(adwin.window.length).toBe(100_000);
  expect(adwin.window.mean).toBeCloseTo(0.5, 4);
});
