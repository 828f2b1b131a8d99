import { expect, it } from 'vitest';
import { createCell } from '@/cells/document/create';
import { sql } from '.';

const compile = (source: string, names: string[] = [], output = 'rows') =>
  sql.compile(createCell({ id: 1, kind: 'sql', source, output }), { names: new Set(names) });

/** Runs the compiled body with a tag that tells what it was given. */
async function run(source: string, inputs: Record<string, unknown>) {
  const compiled = compile(source, Object.keys(inputs));
  const tag =
    (tables: object) =>
    (strings: TemplateStringsArray, ...values: unknown[]) => ({ tables, texts: [...strings.raw], values });
  const given = { sql: { cell: tag }, ...inputs } as Record<string, unknown>;
  const body = new Function(`return (${compiled.body})`)();
  return body(...compiled.inputs.map((name) => given[name]));
}

it('reads tables that other cells give, and leaves the others to the engine', () => {
  const compiled = compile('SELECT * FROM rides JOIN bike USING (hour)', ['rides']);
  expect(compiled).toMatchObject({
    inputs: ['sql', 'rides'],
    outputs: ['rows'],
    single: true,
    tables: ['rides', 'bike'],
    autodisplay: true,
  });
});

it('does not read itself', () => {
  expect(compile('SELECT * FROM rows', ['rows']).inputs).toEqual(['sql']);
});

it('hands the text over as it is written, and values beside it', async () => {
  expect(
    await run("SELECT '\\d+' AS r FROM Rides WHERE hour > ${limit + 1}", { rides: 'table', limit: 5 }),
  ).toEqual({
    tables: { Rides: 'table' },
    texts: ["SELECT '\\d+' AS r FROM Rides WHERE hour > ", ''],
    values: [6],
  });
});
