import { expect, it } from 'vitest';
import { readPreview, whyNoPreview } from './read-preview';

const bytes = (text: string) => new TextEncoder().encode(text);

it('reads a CSV as a table, quoted values whole, and says how many rows there are', () => {
  const text = `name,n\r\n"a, ""b""",1\r\n${'x,2\r\n'.repeat(300)}`;
  const preview = readPreview('folder/rows.CSV', bytes(text));
  expect(preview).toMatchObject({ kind: 'table', total: 301 });
  if (preview.kind !== 'table') throw new Error('It is a table.');
  expect(preview.rows).toHaveLength(201);
  expect(preview.rows[1]).toEqual(['a, "b"', '1']);
});

it('sets JSON of one line in several, and leaves what is no JSON to a browser as it was written', () => {
  expect(readPreview('a.json', bytes('{"a":[1]}'))).toMatchObject({ text: '{\n  "a": [\n    1\n  ]\n}' });
  expect(readPreview('a.json', bytes('{"loss": NaN}'))).toMatchObject({ text: '{"loss": NaN}' });
});

it('shows texts without an ending it knows, cuts long ones, and nothing of binary files', () => {
  expect(readPreview('MLmodel', bytes('flavors: {}'))).toMatchObject({ kind: 'text', isWhole: true });
  expect(readPreview('long.log', bytes('x'.repeat(200_000)))).toMatchObject({ isWhole: false });
  expect(readPreview('model.pkl', Uint8Array.of(0x80, 4, 0xff))).toMatchObject({ kind: 'none' });
  expect(readPreview('weights.bin', bytes('a\0b'))).toMatchObject({ kind: 'none' });
});

it('hands HTML and pictures over by kind, for a sandbox and an image', () => {
  expect(readPreview('report.html', bytes('<b>x</b>'))).toEqual({ kind: 'html', html: '<b>x</b>' });
  const drawing = readPreview('a.svg', bytes('<svg onload="alert(1)"/>'));
  expect(drawing.kind === 'image' && drawing.content.type).toBe('image/svg+xml');
});

it('says of empty and large files why they are not shown', () => {
  expect(whyNoPreview('a.csv', 0)).toBe('This file is empty.');
  expect(whyNoPreview('a.csv', 5_000_000)).toContain('Download it');
  expect(whyNoPreview('a.png', 5_000_000)).toBeUndefined();
});
