import { describe, expect, it } from 'vitest';
import { alike, commonType } from './alike';

const common = (typeBefore: string, typeAfter: string) => commonType({ name: 'a', typeBefore, typeAfter });

describe('values of columns that changed their type', () => {
  it('are compared as the narrowest type that holds both', () => {
    expect(common('DOUBLE', 'DOUBLE')).toBeUndefined();
    expect(common('INTEGER', 'UBIGINT')).toBe('HUGEINT');
    expect(common('BIGINT', 'BOOLEAN')).toBe('HUGEINT');
    expect(common('BIGINT', 'DECIMAL(10,2)')).toBe('DOUBLE');
    expect(common('DATE', 'TIMESTAMP')).toBe('TIMESTAMP');
    expect(common('BIGINT', 'VARCHAR')).toBe('VARCHAR');
    expect(common('DOUBLE', 'BOOLEAN')).toBe('VARCHAR');
    expect(common('INTEGER[]', 'VARCHAR[]')).toBe('VARCHAR');
  });

  it('are cast on both sides, whatever the column is called', () => {
    const column = { name: 'a "b', typeBefore: 'DATE', typeAfter: 'TIMESTAMP' };
    expect(alike(column)).toBe('"a ""b"::TIMESTAMP');
    expect(alike({ ...column, typeAfter: 'DATE' }, 'b')).toBe('b."a ""b"');
  });
});
