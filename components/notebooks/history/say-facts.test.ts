import { expect, test } from 'vitest';
import { formatBytes } from '@/components/ui/format';
import { sayFacts } from './say-facts';

test('of a list, each entry that differs is said, in what people know it by', () => {
  const [old, now] = ['a'.repeat(64), 'b'.repeat(64)];
  expect(
    sayFacts([
      { name: 'title', before: 'A', after: 'B' },
      {
        name: 'data-files',
        before: `gone.txt=${old} 3 text/plain; same.js=${old} 5 text/javascript; towns.json=${old} 12 application/json`,
        after: `same.js=${old} 5 text/javascript; towns.json=${now} 17 application/json`,
      },
      { name: 'data-packages', after: 'd3-array@3=3.2.4 sha512-x' },
      { name: 'theme', before: 'air' },
    ]),
  ).toEqual([
    { name: 'Title', before: 'A', after: 'B' },
    { name: 'File gone.txt', before: `${formatBytes(3)}, aaaaaaaa`, after: undefined },
    {
      name: 'File towns.json',
      before: `${formatBytes(12)}, aaaaaaaa`,
      after: `${formatBytes(17)}, bbbbbbbb`,
    },
    { name: 'Package d3-array@3', before: undefined, after: '3.2.4' },
    { name: 'theme', before: 'air' },
  ]);
});
