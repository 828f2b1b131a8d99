import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { propose } from '../elsewhere/propose';
import type { Column, Columns, Predictions } from '../model';
import { nodeAssets } from '../node-assets';
import { onnxFile, readGraph, restoreOnnx } from '.';

/** Files and answers of `fixtures/make-fixtures.py`: scikit-learn, XGBoost, LightGBM and PyTorch's form, run by ONNX Runtime in Python. */
const folder = new URL('./fixtures/', import.meta.url);
const read = (name: string) => new Uint8Array(readFileSync(new URL(`${name}.onnx`, folder)));
const expected: Readonly<
  Record<
    string,
    { rows: Record<string, (number | string)[][]>; answers: (unknown[] | Record<string, number>[])[] }
  >
> = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8'));
const assets = nodeAssets();
type Changed = Partial<ReturnType<typeof propose>>;

async function open(name: string, changed: Changed = {}) {
  const file = read(name);
  const proposal = { ...propose(readGraph(file)), ...changed };
  const { task, signature, options } = proposal;
  const { classes } = signature.output;
  const fitted = await restoreOnnx(new Map([[onnxFile, file]]), {
    ...{ task, classes, signature, assets, options: { ...options } },
  });
  return { fitted, ...proposal };
}

/** The rows that Python ran, as columns of the signature. */
function rowsOf(name: string, inputs: readonly { name: string; type: string }[]): Columns {
  const tensors = Object.values(expected[name]?.rows ?? {});
  const numRows = tensors[0]?.length ?? 0;
  const values = (column: number) =>
    Array.from({ length: numRows }, (_, row) => tensors.flatMap((tensor) => tensor[row] ?? [])[column]);
  return {
    numRows,
    columns: inputs.map(
      ({ name: field, type }, column): Column =>
        type === 'string'
          ? { name: field, type, values: values(column).map(String) }
          : { name: field, type: 'number', values: Float64Array.from(values(column), Number) },
    ),
  };
}

/** What Python answered, in our order. */
function answersOf(name: string, classes: readonly string[]) {
  const [label, scores] = expected[name]?.answers ?? [];
  return {
    labels: label?.map(String),
    probabilities: scores?.flatMap((row) =>
      Array.isArray(row)
        ? row.map(Number)
        : classes.map((one) => (row as Record<string, number>)[one] ?? Number.NaN),
    ),
  };
}

const close = (given: ArrayLike<number> | undefined, wanted: readonly number[] | undefined) => {
  expect(given?.length).toBe(wanted?.length);
  for (const [i, one] of (wanted ?? []).entries()) expect(given?.[i]).toBeCloseTo(one, 5);
};

describe('an ONNX model answers as ONNX Runtime does in Python', () => {
  it.each([
    ['sklearn-zipmap', ['no', 'yes']],
    ['sklearn-columns', ['no', 'yes']],
    ['sklearn-tensor', ['0', '1', '2']],
    ['xgboost', ['0', '1']],
    ['lightgbm', ['0', '1', '2']],
  ])('%s', async (name, classes) => {
    const { fitted, signature } = await open(name);
    expect(signature.output.classes).toEqual(classes);
    const found = await fitted.predict(rowsOf(name, signature.inputs));
    const { labels, probabilities } = answersOf(name, classes);
    expect(found.values).toEqual(labels);
    expect(probabilities?.length).toBeGreaterThan(0);
    close(found.probabilities?.values, probabilities);
  });

  it.each(['sklearn-regression', 'torch'])('%s', async (name) => {
    const { fitted, task, signature } = await open(name);
    expect(task).toBe('regression');
    const { values } = await fitted.predict(rowsOf(name, signature.inputs));
    close(values as Float64Array, ((expected[name]?.answers[0] ?? []) as number[][]).flat());
  });
});

describe('what a file is proposed as', () => {
  it('has a column for each input, or for each number of the one input', async () => {
    const columns = propose(readGraph(read('sklearn-columns')));
    expect(columns.signature.inputs).toEqual([
      { name: 'age', type: 'number', required: true },
      { name: 'hours', type: 'number', required: true },
      { name: 'job', type: 'string', required: true },
    ]);
    const matrix = propose(readGraph(read('torch')));
    expect(matrix.signature.inputs.map(({ name }) => name)).toEqual(['x1', 'x2', 'x3']);
    expect(readGraph(read('torch')).producer).toBe('pytorch');
  });

  it('keeps the labels of the graph where a person names the classes otherwise', async () => {
    const { signature, options } = propose(readGraph(read('xgboost')));
    const classes = ['refused', 'granted'];
    const renamed = { ...signature, output: { ...signature.output, classes } };
    const { fitted } = await open('xgboost', { signature: renamed, options });
    const { values }: Predictions = await fitted.predict(rowsOf('xgboost', signature.inputs));
    expect(values).toEqual(answersOf('xgboost', []).labels?.map((label) => classes[Number(label)]));
  });

  it('reads scores as logits only when told', async () => {
    const { signature } = propose(readGraph(read('torch')));
    const binary = {
      task: 'binary' as const,
      signature: {
        ...signature,
        output: { name: 'answer', type: 'string' as const, classes: ['no', 'yes'] },
      },
    };
    const plain = await open('torch', { ...binary, options: { scores: 'output' } });
    const rows = rowsOf('torch', signature.inputs);
    await expect(plain.fitted.predict(rows)).rejects.toThrow('scores that are no probabilities');
    const logits = await open('torch', { ...binary, options: { scores: 'output', logits: true } });
    const { probabilities } = await logits.fitted.predict(rows);
    const [[first] = []] = (expected.torch?.answers[0] ?? []) as number[][];
    expect(probabilities?.values[1]).toBeCloseTo(1 / (1 + Math.exp(-Number(first))), 6);
  });

  it('is refused where rows of a table do not fit', async () => {
    const { signature } = propose(readGraph(read('torch')));
    const inputs = signature.inputs.slice(1);
    await expect(open('torch', { signature: { ...signature, inputs } })).rejects.toThrow(
      'takes 3 columns; the signature names 2',
    );
    await expect(open('torch', { options: { scores: 'nowhere' } })).rejects.toThrow('no output “nowhere”');
  });
});

describe('a file of hostile origin', () => {
  it.each([
    ['hostile-custom-op', 'operator Steal of “evil.custom”'],
    ['hostile-external', 'keeps weights in another file'],
    ['hostile-huge', 'more than 2147483648 numbers'],
  ])('%s is refused before it is run', (name, words) => {
    expect(() => readGraph(read(name))).toThrow(words);
  });

  it('that fills the memory fails in words, and the next model answers', async () => {
    const bomb = await open('hostile-bomb');
    const row = {
      numRows: 1,
      columns: [{ name: 'x1', type: 'number' as const, values: Float64Array.of(1) }],
    };
    await expect(bomb.fitted.predict(row)).rejects.toThrow('ONNX Runtime could not run the model');
    const { fitted, signature } = await open('torch');
    expect((await fitted.predict(rowsOf('torch', signature.inputs))).values).toHaveLength(4);
  });

  it('is refused in words wherever it is cut off, or whichever byte is another', () => {
    for (const name of readdirSync(folder).filter((file) => /^(sklearn-z|sklearn-c|torch)/.test(file))) {
      const file = read(name.replace('.onnx', ''));
      for (let length = 0; length < file.byteLength; length += 7)
        expect(() => propose(readGraph(file.subarray(0, length)))).toThrow(/[a-z]{3,} .*\.$/s);
      for (let at = 0; at < file.byteLength; at += 3) {
        const changed = file.slice();
        changed[at] = 255 - (changed[at] ?? 0);
        try {
          readGraph(changed);
        } catch (error) {
          expect(error).not.toBeInstanceOf(RangeError);
        }
      }
    }
  });
});
