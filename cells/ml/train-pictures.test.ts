import { binary, columnFromArray, int32, tableFromColumns, utf8 } from '@uwdata/flechette';
import { expect, test } from 'vitest';
import { readDigits, writePng } from '@/cells/data/pictures/digits.fixture';
import { nodeAssets } from './node-assets';
import { openModel } from './open-model';
import { toPictureText } from './picture-text';
import { train } from './train';
import { validateRows } from './validate-rows';

const context = () => ({ signal: new AbortController().signal, progress() {}, assets: nodeAssets() });
const digits = readDigits();
const table = tableFromColumns([
  [
    'size',
    columnFromArray(
      digits.map(({ label }) => label % 3),
      int32(),
    ),
  ],
  [
    'path',
    columnFromArray(
      digits.map((_, i) => `${i}.png`),
      utf8(),
    ),
  ],
  [
    'label',
    columnFromArray(
      digits.map(({ label }) => String(label)),
      utf8(),
    ),
  ],
  [
    'image',
    columnFromArray(
      digits.map(({ greys }) => writePng(greys, 8)),
      binary(),
    ),
  ],
]);

// scikit-learn's “Recognizing hand-written digits” reaches 0.97 with an SVM on half of them.
test('a network reads handwritten digits at 0.95 or better, and its package answers the same', async () => {
  const model = await train(table, { target: 'label', options: { pictureSize: 8, epochs: 16 } }, context());
  expect(model.learner).toBe('network');
  expect(model.evaluation.metrics.accuracy).toBeGreaterThanOrEqual(0.95);
  expect(model.signature.inputs).toEqual([
    { name: 'image', type: 'string', required: true, content: 'image' },
  ]);
  expect(model.notes).toContain('Learnt from the pictures in “image” alone; not used: “size”.');

  const files = await model.toPackage();
  const opened = await openModel(files, { assets: nodeAssets() });
  const text = toPictureText(writePng(digits[0]?.greys ?? new Uint8Array(), 8)) ?? '';
  for (const image of [text, text.replace(/^.*,/, '')]) {
    const read = validateRows(model.signature, [{ image }]);
    if (!read.ok) throw new Error(read.problems[0]?.message);
    expect((await opened.predict(read.rows)).values).toEqual(['0']);
  }
}, 300_000);
