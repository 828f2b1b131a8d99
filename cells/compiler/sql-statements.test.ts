import { expect, test } from 'vitest';
import { findReadingStatements } from './sql-statements';

test('statements that read, each at its place, with parameters for expressions', () => {
  expect(findReadingStatements('SELECT * FROM ${rides} WHERE n > ${\n least} -- end')).toEqual([
    'SELECT * FROM _t       WHERE n > $1\n       ',
  ]);
  expect(findReadingStatements('CREATE TABLE a AS FROM b;\nFROM a;; (SELECT 1)')).toEqual([
    '                         \nFROM a',
    '                         \n         (SELECT 1)',
  ]);
  expect(findReadingStatements('SELECT ${a}, ${b} FROM t, ${c}')).toEqual(['SELECT $1  , $2   FROM t, _t  ']);
});
