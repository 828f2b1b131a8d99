import { tableFromArrays, tableFromIPC } from '@uwdata/flechette';
import * as aq from 'arquero';
import { expect, it } from 'vitest';
import { artifactContent } from './artifact-content';

const nothing = async () => {
  throw new Error('No asset is needed.');
};
const place = {
  services: { loadAsset: nothing, importAsset: nothing },
  signal: new AbortController().signal,
};
const contentOf = (path: string, value: unknown) => artifactContent(path, value, place);
const textOf = async (path: string, value: unknown) => new TextDecoder().decode(await contentOf(path, value));

it('keeps texts, bytes and blobs as they are, and waits for what is to come', async () => {
  expect(await textOf('a.md', Promise.resolve('# Ä'))).toBe('# Ä');
  expect(await textOf('a.bin', new Blob(['blob']))).toBe('blob');
  const buffer = Uint8Array.of(9, 1, 2, 9);
  expect([...(await contentOf('a.bin', buffer.subarray(1, 3)))]).toEqual([1, 2]);
  expect([...(await contentOf('a.bin', buffer.buffer))]).toEqual([9, 1, 2, 9]);
});

it('keeps tables of every kind as CSV, Arrow or JSON, by the end of the path', async () => {
  const rows = [
    { name: 'a, "b"', n: 1 },
    { name: 'c', n: null },
  ];
  const csv = 'name,n\r\n"a, ""b""",1\r\nc,\r\n';
  expect(await textOf('t.csv', rows)).toBe(csv);
  expect(await textOf('t.csv', aq.from(rows))).toBe(csv);
  const arrow = tableFromArrays({ n: [1, 2, 3] });
  expect(tableFromIPC(await contentOf('t.arrow', arrow)).toColumns()).toEqual(arrow.toColumns());
  expect(JSON.parse(await textOf('t.json', arrow))).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});

it('keeps all else as JSON, with what JSON has no word for in words', async () => {
  const value = {
    odd: [Number.NaN, 1 / 0],
    big: 12n,
    at: new Date(0),
    list: Float32Array.of(0.5),
    map: new Map([['k', 1]]),
  };
  expect(JSON.parse(await textOf('report.json', value))).toEqual({
    ...{ odd: ['NaN', 'Infinity'], big: 12, at: '1970-01-01T00:00:00.000Z', list: [0.5], map: { k: 1 } },
  });
});

it('says what no file can be made of', async () => {
  await expect(contentOf('x.json', undefined)).rejects.toThrow('x.json: there is nothing to keep.');
  await expect(contentOf('x.png', { a: 1 })).rejects.toThrow('x.png: this value is no figure.');
  await expect(contentOf('x.csv', 7)).rejects.toThrow('This is no table: a number.');
  await expect(artifactContent(undefined as unknown as string, 7, place)).rejects.toThrow('has a path');
});
