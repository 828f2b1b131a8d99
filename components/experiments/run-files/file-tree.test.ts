import { expect, it } from 'vitest';
import { toFolder } from './file-tree';

it('sets files under their folders, in the order of names, numbers as numbers', () => {
  const files = ['model.json', 'plots/b.png', 'plots/deep/x.svg', 'step 10.txt', 'step 9.txt', 'plots.csv'];
  const root = toFolder(files.map((path) => ({ path, bytes: 1 })));
  const names = (folder: typeof root) => folder.files.map(({ name }) => name);
  expect(names(root)).toEqual(['model.json', 'plots.csv', 'step 9.txt', 'step 10.txt']);
  const [plots] = root.folders;
  expect(plots && [plots.path, names(plots), plots.folders[0]?.path]).toEqual([
    'plots',
    ['b.png'],
    'plots/deep',
  ]);
  expect(plots?.folders[0]?.files[0]).toMatchObject({ name: 'x.svg', path: 'plots/deep/x.svg' });
});
