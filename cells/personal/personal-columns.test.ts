import { describe, expect, it } from 'vitest';
import { findPersonal, maskCell, maskPart, maskParts, personalKinds, placeholderFor } from '.';

const personal = new Map([
  ['email', 'email'],
  ['birth', 'birth'],
] as const);

describe('a value of a column', () => {
  it('is masked where its column is personal', () => {
    expect(maskCell(personal, 'email', 'ada@example.org')).toBe('a•••@•••.org');
    expect(maskCell(personal, 'city', 'Berlin')).toBe('Berlin');
  });
});

describe('a part of the rows', () => {
  it('loses the values of personal columns, with all that stands beside them', () => {
    expect(maskPart('email = ada@example.org', personal)).toBe('email, masked');
    expect(maskPart('city = Berlin and email = a and b@example.org', personal)).toBe('email, masked');
    expect(maskPart('month of birth Jan–Mar and email missing', personal)).toBe('email and birth, masked');
  });

  it('keeps what is of other columns, whatever these are called', () => {
    for (const words of [
      'city = Berlin',
      'emails = 3',
      'place of birth = Rome',
      'all rows',
      'is email = true',
    ])
      expect(maskPart(words, personal), words).toBe(words);
  });

  it('is told from another by a number', () => {
    expect(maskParts(['birth 1950–1960', 'city = Rome', 'birth 1961–1970'], personal)).toEqual([
      'birth, masked (1)',
      'city = Rome',
      'birth, masked (2)',
    ]);
  });
});

describe('a placeholder', () => {
  it('has the form of what it stands for, and nothing of its value', () => {
    expect(placeholderFor('email', 'ada@example.org')).toBe('name@example.com');
    expect(placeholderFor('national', '078-05-1120')).toBe('000-00-0000');
    expect(placeholderFor('national', 'RSSMRA85T10A562S')).toBe('XXXXXX00X00X000X');
    expect(placeholderFor('birth', '1815-12-10T00:00:00.000Z')).toBe('2000-01-01T00:00:00.000Z');
    expect(placeholderFor('card', 378282246310005)).toBe(4111111111111111);
    expect(placeholderFor('other', 7)).toBe(0);
    expect(placeholderFor('email', null)).toBeNull();
  });

  it('is taken for what it stands for', () => {
    for (const kind of personalKinds) {
      if (['name', 'address', 'birth', 'national', 'other'].includes(kind)) continue;
      const value = String(placeholderFor(kind, 'x'));
      const values = kind === 'card' ? Array(5).fill(value) : [value];
      expect(findPersonal({ name: 'a', values })?.kind).toBe(kind);
    }
  });
});
