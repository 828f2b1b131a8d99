import { describe, expect, test } from 'vitest';
import { CompileError } from './compiled-cell';
import { compileJavaScript } from './javascript';
import { compileSql } from './sql';
import { compileTemplate } from './template';

/** Calls the compiled body with inputs by name. */
function call(
  { body, inputs }: { body: string; inputs: readonly string[] },
  given: Record<string, unknown> = {},
): unknown {
  // biome-ignore lint/security/noGlobalEval: the body is meant to be evaluated.
  return globalThis.eval(`(${body})`)(...inputs.map((name) => given[name]));
}

function failure(work: () => unknown): CompileError {
  try {
    work();
  } catch (error) {
    if (error instanceof CompileError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown');
}

describe('javascript', () => {
  test('an expression shows its value', () => {
    const cell = compileJavaScript('a + b');
    expect(cell).toMatchObject({ inputs: ['a', 'b'], outputs: [], autodisplay: true });
    expect(call(cell, { a: 1, b: 2 })).toBe(3);
    expect(compileJavaScript('a + b', { hidden: true }).autodisplay).toBe(false);
    expect(compileJavaScript('display(a)').autodisplay).toBe(false);
  });

  test('one name is the value itself, several are an object', () => {
    const one = compileJavaScript('const x = a * 2;');
    expect(one).toMatchObject({ outputs: ['x'], single: true, autodisplay: false });
    expect(call(one, { a: 2 })).toBe(4);
    const several = compileJavaScript('const {x, y: [z]} = a; function f() {} class C {}');
    expect(several).toMatchObject({ outputs: ['x', 'z', 'f', 'C'], single: false });
    expect(call(several, { a: { x: 1, y: [2] } })).toMatchObject({ x: 1, z: 2 });
  });

  test('awaits make it asynchronous', async () => {
    expect(await call(compileJavaScript('const x = await a'), { a: Promise.resolve(3) })).toBe(3);
  });

  test('files are those named in FileAttachment', () => {
    expect(compileJavaScript('FileAttachment("a.csv").csv()').files).toEqual(['a.csv']);
    expect(failure(() => compileJavaScript('FileAttachment(name)')).message).toBe(
      'FileAttachment requires a literal string argument',
    );
  });

  test('tables are those that its sql templates read', () => {
    const source =
      'const rows = await sql`SELECT * FROM rides JOIN "Bike shops" USING (id) WHERE n > ${least}`;\n' +
      'const more = wanted.map((x) => sql.with({ lent: rows })`FROM weather`);\n' +
      'const other = html`<p>from nowhere</p>`;';
    expect(compileJavaScript(source).tables).toEqual(['rides', 'Bike shops', 'weather']);
    expect(compileJavaScript('const sql = (t) => t; sql`FROM rides`').tables).toEqual([]);
    expect(compileJavaScript('sql`FROM ${name}`').tables).toEqual([]);
  });

  test('text that is empty, or only a comment, is a cell without a value', () => {
    for (const source of ['', '\n', '// later', '/* a */\n']) {
      const cell = compileJavaScript(source);
      expect(cell).toMatchObject({ inputs: [], outputs: [], autodisplay: false });
      expect(call(cell)).toBeUndefined();
    }
  });

  test.each([
    ['const a = ;', 'Unexpected token', 1, 11],
    ['\n\nfoo(', 'Unexpected token', 3, 5],
    ['const a = 1;\na = b +* c', 'Unexpected token', 2, 8],
    ['x = 1; y', "Assignment to external variable 'x'", 1, 1],
    ['const fetch = 1', "Global 'fetch' cannot be redefined", 1, 7],
    ['export const a = 1', "Unexpected token 'export'", 1, 1],
    ['"open', 'Unterminated string constant', 1, 1],
  ])('%j: %s at %i:%i', (source, message, line, column) => {
    expect(failure(() => compileJavaScript(source))).toMatchObject({ message, line, column });
  });

  test('imports are calls of the loader, all at once before the rest, and its lines stay', () => {
    const source =
      'const a = b;\nimport d, {bin as c, "odd name" as e} from "npm:d3-array@3";\nimport * as f from "./f.js";\na()';
    const { body, inputs, outputs, lineOffset, imports } = compileJavaScript(source);
    expect(inputs).toEqual(['import$', 'b']);
    expect(outputs).toEqual(['d', 'c', 'e', 'f', 'a']);
    expect(imports).toEqual(['npm:d3-array@3', './f.js']);
    expect(body.split('\n').slice(1, 6)).toEqual([
      'const [{"default": d, "bin": c, "odd name": e}, f] = await Promise.all([import$("npm:d3-array@3", ["default","bin","odd name"]), import$("./f.js")]);',
      'const a = b;',
      '',
      '',
      'a()',
    ]);
    expect(lineOffset).toBe(2);
    expect(failure(() => compileJavaScript('import a from "npm:a";\nx = 1; y'))).toMatchObject({
      line: 2,
      column: 1,
    });
    expect(compileJavaScript('import("npm:three")')).toMatchObject({
      inputs: ['import$'],
      autodisplay: true,
      lineOffset: 2,
    });
    expect(compileTemplate('${await import("npm:a")}', { tag: 'md' })).toMatchObject({ imports: ['npm:a'] });
  });

  test.each([
    ['import x from "three"', /For the package of npm write "npm:three"/],
    ['import * as d3 from "d3"', /^d3 is there without an import/],
    [
      '1;\nimport("https://cdn.jsdelivr.net/npm/@scope/x@1.2/+esm")',
      /another host\. Write "npm:@scope\/x@1\.2"\.$/,
    ],
    ['import x from "jsr:@std/x"', /packages come from npm/],
    ['import x from "npm:../../etc"', /names no package/],
    ['import x from "../x.js"', /lie side by side/],
    ['import fs from "node:fs"', /which has no modules of Node/],
  ])('an import that cannot be had is refused where it stands: %j', (source, message) => {
    const error = failure(() => compileJavaScript(source));
    expect(error.message).toMatch(message);
    expect(error.line).toBe(source.startsWith('import') ? 1 : 2);
  });

  test('the word import in a text or a name is no import', () => {
    expect(compileJavaScript('"import x from y" + important').inputs).toEqual(['important']);
  });
});

describe('templates', () => {
  const raw = (strings: TemplateStringsArray, ...values: unknown[]) =>
    strings.raw.map((text, i) => (i ? `‹${values[i - 1]}›${text}` : text)).join('');

  test.each([
    ['plain', 'plain'],
    ['a ${x} b ${x + y}', 'a ‹1› b ‹3›'],
    ['`ticks` and \\d+ and \\', '`ticks` and \\d+ and \\'],
    ['\\${x} is not ${x}', '${x} is not ‹1›'],
    ['$\\{x}', '${x}'],
    ['${"}"} ${`a${x}`} ${{a: 1}.a}', '‹}› ‹a1› ‹1›'],
    ['line\n\n${x}\nend', 'line\n\n‹1›\nend'],
    ['${x // a comment\n}', '‹1›'],
    ['$ {x} $${x}', '$ {x} $‹1›'],
    ['ünï 🌍 \u2028', 'ünï 🌍 \u2028'],
  ])('%j', (source, expected) => {
    expect(call(compileTemplate(source, { tag: 'raw' }), { raw, x: 1, y: 2 })).toBe(expected);
  });

  test('the names read are those of the expressions, and the tag', () => {
    const cell = compileTemplate('# ${title} ${(() => { const local = n; return local })()}', {
      tag: 'md',
      output: 'text',
    });
    expect(cell).toMatchObject({
      inputs: ['md', 'title', 'n'],
      outputs: ['text'],
      single: true,
      autodisplay: true,
    });
  });

  test('empty text shows nothing', () => {
    expect(compileTemplate('', { tag: 'md' }).autodisplay).toBe(false);
  });

  test.each([
    ['a ${', 1],
    ['a\n ${b +} c', 2],
    ['a\n\n${b = 1}', 3],
  ])('a mistake in %j is told on line %i', (source, line) => {
    expect(failure(() => compileTemplate(source, { tag: 'md' })).line).toBe(line);
  });

  test('an error when it runs keeps its line and column', () => {
    const cell = compileTemplate('a\n  b ${\n  boom.x.y}', { tag: 'raw' });
    try {
      call({ ...cell, body: cell.body }, { raw, boom: {} });
    } catch (error) {
      const [, line, column] = /<anonymous>:(\d+):(\d+)/.exec((error as Error).stack ?? '') ?? [];
      expect([Number(line) - cell.lineOffset, Number(column)]).toEqual([3, 10]);
      return;
    }
    throw new Error('Nothing was thrown');
  });
});

describe('SQL', () => {
  const tag = (tables: ReadonlyMap<string, string>) =>
    tables.size ? `sql.with({${[...tables].map(([t, n]) => `${JSON.stringify(t)}: ${n}`).join()}})` : 'sql';
  const compile = (source: string, names: string[] = [], output?: string) =>
    compileSql(source, { names: new Set(names) }, { tag, output });

  test('a table that another cell defines is an input, in any case, quoted or not', () => {
    expect(compile('select * from rides', ['rides']).inputs).toEqual(['sql', 'rides']);
    expect(compile('select * from RIDES join "trips" using (id)', ['rides', 'trips']).inputs).toEqual([
      'sql',
      'rides',
      'trips',
    ]);
    expect(compile('select * from rides', ['other']).inputs).toEqual(['sql']);
    expect(compile('select * from rides', ['rides'], 'rides').inputs).toEqual(['sql']);
    expect(compile('select * from a', ['A', 'a']).inputs).toEqual(['sql', 'a']);
  });

  test('the tables read are told, whoever gives them', () => {
    expect(compile('select * from rides, weather', ['rides']).tables).toEqual(['rides', 'weather']);
  });

  test('parameters are values, and a backslash is a backslash', () => {
    const got: unknown[] = [];
    const sql = (strings: TemplateStringsArray, ...values: unknown[]) =>
      got.push(strings.raw.join('?'), values);
    call(compile("select '\\d+' where x > ${k} and y = '\\'"), { sql, k: 3 });
    expect(got).toEqual(["select '\\d+' where x > ? and y = '\\'", [3]]);
  });
});

describe('names that begin with _', () => {
  test('stay in their cell', () => {
    const cell = compileJavaScript('const _x = a * 2; const y = _x + 1;');
    expect(cell).toMatchObject({ inputs: ['a'], outputs: ['y'], single: true });
    expect(call(cell, { a: 2 })).toBe(5);
    const only = compileJavaScript('const _x = a;');
    expect(only).toMatchObject({ outputs: [], single: false, autodisplay: false });
    expect(call(only, { a: 2 })).toBeUndefined();
    const several = compileJavaScript('const _x = a; const y = _x; const z = y;');
    expect(call(several, { a: 2 })).toEqual({ y: 2, z: 2 });
    expect(compileJavaScript('const _ = a').outputs).toEqual(['_']);
  });
});
