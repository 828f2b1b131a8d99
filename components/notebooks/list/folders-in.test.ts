import { expect, test } from 'vitest';
import { allFolders, foldersIn, pathTo } from './folders-in';

const all = [
  { folder: 'Team/Forecasts', notebooks: 2 },
  { folder: 'Team', notebooks: 1 },
  { folder: 'Team/Reports/Weekly', notebooks: 4 },
  { folder: 'Teams', notebooks: 1 },
];

test('a folder counts what is in the folders below it', () => {
  expect(foldersIn(all, '')).toEqual([
    { path: 'Team', name: 'Team', notebooks: 7 },
    { path: 'Teams', name: 'Teams', notebooks: 1 },
  ]);
  expect(foldersIn(all, 'Team').map(({ path, notebooks }) => [path, notebooks])).toEqual([
    ['Team/Forecasts', 2],
    ['Team/Reports', 4],
  ]);
});

test('folders between are folders', () => {
  expect(allFolders(all)).toEqual(['Team', 'Team/Forecasts', 'Team/Reports', 'Team/Reports/Weekly', 'Teams']);
  expect(pathTo('Team/Reports').map(({ path }) => path)).toEqual(['Team', 'Team/Reports']);
});
