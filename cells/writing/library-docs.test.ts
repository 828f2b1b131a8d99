import { readFileSync } from 'node:fs';
import * as Plot from '@observablehq/plot';
import * as aq from 'arquero';
import * as d3 from 'd3';
import { describe, expect, test } from 'vitest';
import { builtinDocs } from '@/cells/stdlib/names';
import { type LibraryDocs, membersOf, wordsOfType, writeCall } from './library-docs';

const docs: LibraryDocs = JSON.parse(readFileSync(new URL('library-docs.json', import.meta.url), 'utf8'));
const nameOf = (name: string) => docs.names.find((one) => one.name === name);
const memberOf = (name: string, member: string) =>
  membersOf(docs, nameOf(name)?.members).find((one) => one.name === member);

// A failure here: run `node cli/write-library-docs.mjs`.
describe('what help knows', () => {
  test('is of names that cells may use', () => {
    const offered = new Set(builtinDocs.map(({ name }) => name));
    expect(docs.names.filter(({ name }) => !offered.has(name))).toEqual([]);
    expect(docs.names.length).toBeGreaterThan(25);
  });

  test.each([
    ['Plot', Plot],
    ['d3', d3],
    ['aq', aq],
  ])('of %s is all that can be called', (name, library) => {
    const known = new Set(membersOf(docs, nameOf(name)?.members).map((one) => one.name));
    const called = Object.entries(library).filter(([, value]) => typeof value === 'function');
    expect(called.map(([one]) => one).filter((one) => !known.has(one) && !hidden.has(one))).toEqual([]);
  });

  test('says how a function is called, what it takes and gives', () => {
    const plot = memberOf('Plot', 'plot');
    expect(plot?.doc).toMatch(/^Renders a new plot/);
    const [call] = plot?.calls ?? [];
    if (!call) throw new Error('Plot.plot is not described');
    expect(writeCall('plot', call)).toBe('plot(options?)');
    const options = membersOf(docs, call.parameters[0]?.options).map(({ name }) => name);
    expect(options).toEqual(expect.arrayContaining(['marks', 'width', 'color', 'caption']));
    const [train] = memberOf('ml', 'train')?.calls ?? [];
    const learner = membersOf(docs, train?.parameters[1]?.options).find(({ name }) => name === 'learner');
    expect(wordsOfType(learner?.type ?? '')).toContain('boosted-trees');
  });
});

/** What D3 exports and does not describe, most of it old names. */
const hidden = new Set(['Node', 'Path', 'geoClipExtent', 'histogram', 'radialArea', 'radialLine', 'scan']);

test('words are those of a type that is nothing but words', () => {
  expect(wordsOfType('"bar" | "line" | undefined')).toEqual(['bar', 'line']);
  expect(wordsOfType('(value: "a") => void')).toEqual([]);
});
