import { readFileSync } from 'node:fs';
import { CompletionContext } from '@codemirror/autocomplete';
import { javascript } from '@codemirror/lang-javascript';
import { EditorState } from '@codemirror/state';
import { tableFromArrays } from '@uwdata/flechette';
import { describe, expect, test } from 'vitest';
import type { CellKind } from '@/cells/document/notebook';
import type { LibraryDocs } from '@/cells/writing';
import { callAround } from './call-around';
import { codeAt } from './code-at';
import { memberCompletions } from './member-completions';

const docs: LibraryDocs = JSON.parse(
  readFileSync(new URL('../../../cells/writing/library-docs.json', import.meta.url), 'utf8'),
);
const values: Readonly<Record<string, unknown>> = {
  rides: tableFromArrays({ hr: [1, 2], 'Bike id': [3, 4] }),
  rows: [{ hr: 1, name: 'a' }],
  conf: {
    depth: 4,
    get secret(): never {
      throw new Error('Help calls nothing');
    },
  },
};
const sources = {
  docs: async () => docs,
  valueOf: async (name: string) => (name in values ? { value: values[name] } : undefined),
};

/** What is offered at the bar in a text. */
async function offered(text: string, kind: CellKind = 'javascript', explicit = false): Promise<string[]> {
  const pos = text.indexOf('|');
  const doc = text.slice(0, pos) + text.slice(pos + 1);
  const state = EditorState.create({ doc, extensions: kind === 'javascript' ? [javascript()] : [] });
  const result = await memberCompletions(kind, sources)(new CompletionContext(state, pos, explicit));
  return result?.options.map(({ label }) => label) ?? [];
}

describe('behind a dot stand', () => {
  test.each([
    ['Plot.b|', ['barX', 'barY', 'boxX']],
    ['d3.scaleLinear().|', ['domain', 'range', 'nice']],
    ['const x = d3.scaleBand(); x.|\nfoo()', ['bandwidth', 'domain']],
    ['aq.from(rides).|', ['filter', 'groupby']],
    ['const model = await ml.train(rows, {target: "hr"});\nmodel.|', ['predict', 'explain']],
    ['conf.|', ['depth', 'secret']],
    ['rides.|', ['numRows', 'toArray']],
    ['Math.|', ['max', 'PI']],
  ])('%s', async (text, expected) => {
    expect(await offered(text)).toEqual(expect.arrayContaining(expected));
  });

  test.each([
    ['rides.toArray().map((d) => d.|)', ['hr', 'Bike id']],
    ['rows[0].|', ['hr', 'name']],
    ['rows.filter(({hr}) => hr).map((d, i) => d.|', ['hr', 'name']],
    ['Plot.barY(rides, {x: (d) => d.|})', ['hr', 'Bike id']],
    ['aq.from(rides).filter((d) => d.|)', ['hr', 'Bike id']],
    ['rows.sort((a, b) => a.hr - b.|)', ['hr', 'name']],
  ])('the columns of a row: %s', async (text, expected) => {
    expect(await offered(text)).toEqual(expected);
  });

  test.each(['unknown.|', '"rides.|"', '// rides.|', 'conf.secret.|', 'rides|'])(
    'nothing: %s',
    async (text) => {
      expect(await offered(text)).toEqual([]);
    },
  );
});

describe('in a call stand', () => {
  test('the options that it takes and that are not written yet', async () => {
    const options = await offered('Plot.plot({width: 4, col|})');
    expect(options).toEqual(expect.arrayContaining(['color', 'marks']));
    expect(options).not.toContain('width');
    expect(await offered('Plot.plot({color: {sch|}})')).toContain('scheme');
    expect(await offered('ml.train(rows, {|', 'javascript', true)).toEqual(
      expect.arrayContaining(['target', 'learner', 'split']),
    );
    expect(await offered('Plot.plot({width: col|})')).toEqual([]);
  });

  test('in quotes the words of an option, or columns', async () => {
    expect(await offered('ml.train(rows, {learner: "|"})')).toContain('boosted-trees');
    expect(await offered('ml.train(rows, {target: "|')).toEqual(['hr', 'name']);
    expect(await offered('Plot.barY(rides, {x: "h|"})')).toEqual(['hr', 'Bike id']);
    expect(await offered('aq.from(rides).groupby("|")')).toEqual(['hr', 'Bike id']);
    expect(await offered('const a = "|"')).toEqual([]);
  });
});

test('expressions in text complete as code does, and the text around them does not', async () => {
  expect(await offered('# Of ${conf.|} and', 'markdown')).toContain('depth');
  expect(await offered('SELECT * FROM t WHERE a > ${rows[0].|', 'sql')).toEqual(['hr', 'name']);
  expect(await offered('# Of conf.| and ${conf}', 'markdown')).toEqual([]);
  expect(await offered('\\${conf.|}', 'markdown')).toEqual([]);
});

test('the call around a place, with the argument that is due', () => {
  const around = (text: string) => {
    const pos = text.indexOf('|');
    const state = EditorState.create({ doc: text.replace('|', ''), extensions: [javascript()] });
    const code = codeAt(state, pos, 'javascript');
    const found = code && callAround(code);
    return found && [code.text(found.call.firstChild ?? found.call), found.argument, found.path];
  };
  expect(around('f(a, |b)')).toEqual(['f', 1, []]);
  expect(around('f(a, g(|')).toEqual(['g', 0, []]);
  expect(around('f(a, {x: {y: |}})')).toEqual(['f', 1, ['x', 'y']]);
  expect(around('f(a)|')).toBeUndefined();
  expect(around('f(() => { a| })')).toBeUndefined();
});
