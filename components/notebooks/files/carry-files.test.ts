import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { unpackNotebook } from './carry-files';

test('of two files of one name in an archive one comes along, and a note says which does not', async () => {
  const packed = zipSync({
    'trip/a/x.csv': strToU8('a'),
    'trip/trip.html': strToU8('<!doctype html>\n<notebook>\n  <title>Trip</title>\n</notebook>\n'),
    'trip/b/x.csv': strToU8('b'),
    'trip/deep/y.csv': strToU8('deep'),
    'trip/y.csv': strToU8('beside'),
  });
  const { notebook, files, notes } = await unpackNotebook(new File([new Uint8Array(packed)], 'trip.zip'));
  expect(notebook.name).toBe('trip.html');
  const texts = await Promise.all(files.map(async (file) => [file.name, await file.text()]));
  expect(Object.fromEntries(texts)).toEqual({ 'x.csv': 'a', 'y.csv': 'beside' });
  expect(files).toHaveLength(2);
  expect(notes).toEqual([
    expect.stringMatching(/^b\/x\.csv did not come along: .*a\/x\.csv has the name x\.csv/),
    expect.stringMatching(/^deep\/y\.csv did not come along: .* y\.csv has the name y\.csv/),
  ]);
});
