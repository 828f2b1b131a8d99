import { tableFromIPC } from '@uwdata/flechette';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { nodeCodec, readDigits, writePng, zipDigits } from './digits.fixture';
import { pictureLimits, toPictureTable } from './picture-table';

const text = (content: string) => new TextEncoder().encode(content);
const picture = writePng(
  Uint8Array.from({ length: 64 }, (_, i) => i * 4),
  8,
);
const read = async (files: Record<string, Uint8Array>, limits = pictureLimits) => {
  const { arrow, ...about } = await toPictureTable(zipSync(files), 'pictures.zip', {
    codec: nodeCodec,
    limits,
  });
  return { ...about, columns: tableFromIPC(arrow).toColumns() };
};

test('folders are labels, under folders that all pictures share, and the bytes stay as they are', async () => {
  const { arrow, rows, notes } = await toPictureTable(zipDigits(readDigits(20)), 'digits.zip', {
    codec: nodeCodec,
  });
  const table = tableFromIPC(arrow);
  expect(table.names).toEqual(['path', 'label', 'width', 'height', 'image']);
  expect([rows, notes]).toEqual([20, []]);
  expect(table.get(0)).toEqual({
    path: 'digits/0/0000.png',
    label: '0',
    width: 8,
    height: 8,
    image: writePng(readDigits(1)[0]?.greys ?? new Uint8Array(), 8),
  });
  const again = await toPictureTable(zipDigits(readDigits(20)), 'digits.zip', { codec: nodeCodec });
  expect(again.arrow).toEqual(arrow);
});

test('folders named train and test are a column of their own', async () => {
  const { columns } = await read({ 'a/train/cat/1.png': picture, 'a/test/dog/2.png': picture });
  expect(columns).toMatchObject({ part: ['test', 'train'], label: ['dog', 'cat'] });
});

test('a CSV of which a column names the pictures gives the rows, and says what does not fit', async () => {
  const csv = text('file,label,age\n1.png,yes,31\nsub/2.png,no,\nmissing,no,3\n');
  const { columns, notes } = await read({
    'labels.csv': csv,
    'img/1.png': picture,
    'img/sub/2.png': picture,
    'img/3.png': picture,
  });
  expect(columns).toMatchObject({ path: ['img/1.png', 'img/sub/2.png'], label: ['yes', 'no'] });
  expect(Array.from(columns.age as unknown as ArrayLike<number>)).toEqual([31, null]);
  expect(notes).toEqual([
    '1 of 3 rows of labels.csv name no picture that is there.',
    '1 picture that labels.csv does not name is left out.',
  ]);
});

test('what is no picture, is damaged, too large or leads out of the archive is left out by name', async () => {
  const { rows, notes } = await read(
    {
      'cat/1.png': picture,
      'cat/2.png': picture.subarray(0, picture.length - 40),
      'cat/readme.txt': text('hello'),
      'cat/huge.png': new Uint8Array(5000),
      'dog/1.png': picture,
      '../../etc/cat.png': picture,
      '__MACOSX/cat/._1.png': picture,
    },
    { ...pictureLimits, fileBytes: 4096 },
  );
  expect(rows).toBe(2);
  const [note = ''] = notes;
  expect(note).toMatch(/^4 files are left out: /);
  for (const part of [
    'cat/2.png is damaged',
    'cat/readme.txt is not a PNG, JPEG or WebP picture',
    'cat/huge.png is larger than',
    '../../etc/cat.png has a path that leads out of the archive',
  ])
    expect(note).toContain(part);
});

test('an archive that unpacks to more than is allowed is refused before it is unpacked', async () => {
  const bomb = zipSync({ 'a/1.png': new Uint8Array(3_000_000), 'a/2.png': new Uint8Array(3_000_000) });
  expect(bomb.length).toBeLessThan(20_000);
  const limits = { ...pictureLimits, totalBytes: 4 * 1024 ** 2 };
  await expect(toPictureTable(bomb, 'bomb.zip', { codec: nodeCodec, limits })).rejects.toThrow(
    'bomb.zip unpacks to more than 4 MB',
  );
});

test('an entry that claims less than it holds is cut at its claim', async () => {
  const bomb = zipSync({ 'a/1.png': new Uint8Array(3_000_000) });
  const view = new DataView(bomb.buffer);
  // The size in the local header and in the directory.
  for (let at = 0; at + 4 < bomb.length; at++)
    if (view.getUint32(at, true) === 3_000_000) view.setUint32(at, 1000, true);
  await expect(toPictureTable(bomb, 'bomb.zip', { codec: nodeCodec })).rejects.toThrow('holds no picture');
});

test('what is no zip, or has no pictures, is refused in words', async () => {
  await expect(toPictureTable(text('PK?'), 'x.zip', { codec: nodeCodec })).rejects.toThrow(
    'x.zip is not a zip archive',
  );
  await expect(read({ 'a.txt': text('a') })).rejects.toThrow(
    'pictures.zip holds no picture that can be read (PNG, JPEG or WebP). 1 file is left out: a.txt is not a PNG',
  );
});
