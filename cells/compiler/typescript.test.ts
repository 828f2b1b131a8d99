import { expect, test } from 'vitest';
import { stripTypes } from './strip-types';
import { compileTypeScript, findTypeScriptSymbols, provideTypeScript } from './typescript';

provideTypeScript(stripTypes);

const run = (source: string, ...inputs: unknown[]) => {
  const { body } = compileTypeScript(source, {});
  return new Function(`return (${body})`)()(...inputs);
};

test('types go, what they said of names stays', () => {
  const compiled = compileTypeScript(
    'interface Ride { hours: number }\nconst rides: Ride[] = source as Ride[];\nconst total = rides.reduce<number>((sum, { hours }) => sum + hours!, 0) satisfies number;',
    {},
  );
  expect(compiled).toMatchObject({ inputs: ['source'], outputs: ['rides', 'total'], autodisplay: false });
  expect(run('(a: number, b?: number): number => a + (b ?? 1)')(2)).toBe(3);
});

test('an object, and a function without a name, are values', () => {
  expect(
    compileTypeScript('{ a: 1, b: <T,>(x: T) => x } satisfies Record<string, unknown>', {}),
  ).toMatchObject({ outputs: [], autodisplay: true });
  expect(run('{ a: 1 as number }')).toEqual({ a: 1 });
  expect(run('function (a: number) { return a * 2 }')(4)).toBe(8);
});

test('what is more than a type runs: enums, parameters that are properties, overloads', () => {
  expect(run('enum Color { Red = 1, Green }\nconst picked: Color = Color.Green;')).toEqual({
    Color: { 1: 'Red', 2: 'Green', Red: 1, Green: 2 },
    picked: 2,
  });
  expect(
    run(
      'class P { constructor(readonly x: number, private y = 2) {} get sum(): number { return this.x + this.y } }\nconst sum = new P(1).sum;',
    ).sum,
  ).toBe(3);
});

test('mistakes have their place in the text with its types', () => {
  const place = (source: string) => {
    try {
      compileTypeScript(source, {});
    } catch (error) {
      return error;
    }
  };
  expect(place('const a: number = 1;\nconst b: = 2;')).toMatchObject({ line: 2, column: 10 });
  expect(place('type A = { a: number };\nlet n: number = 1; let n = 2;')).toMatchObject({
    line: 2,
    column: 24,
  });
  expect(place('namespace N { export const a = 1 }')).toMatchObject({ line: 1, column: 1 });
  expect(place('const text = `\nnamespace N {`;')).toBeUndefined();
});

test('names are found where they stand, so that they can be renamed', () => {
  const source =
    'enum Size { S, M }\nfunction area<T extends number>(w: T, h: T): number { return w * h * factor }\nconst said = `${area<number>(1, 2)!} m²`;\nconst after: string = said;';
  const found = findTypeScriptSymbols(source);
  const told = found?.shared.map(({ name, start, end, role }) => [name, source.slice(start, end), role]);
  expect(told).toEqual(
    expect.arrayContaining([
      ['Size', 'Size', 'definition'],
      ['area', 'area', 'definition'],
      ['factor', 'factor', 'reference'],
      ['said', 'said', 'reference'],
      ['after', 'after', 'definition'],
    ]),
  );
  const w = found?.locals.find(({ name }) => name === 'w');
  expect(w?.places.map(({ start }) => source.slice(start, start + 3))).toEqual(['w: ', 'w *']);
});
