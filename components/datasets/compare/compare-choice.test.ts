import { describe, expect, it } from 'vitest';
import { readChoice, writeChoice } from './compare-choice';

const versions = [{ number: 4 }, { number: 3 }, { number: 1 }];
const read = (address: string) => readChoice(new URLSearchParams(address), versions);

describe('the address of a comparison', () => {
  it('names both versions and the key, and is read as it was written', () => {
    for (const choice of [
      { from: 1, to: 4, key: ['a,b', 'c&d'] },
      { from: 4, to: 1, key: [] },
      { from: 3, to: 4, key: undefined },
    ])
      expect(read(writeChoice(choice))).toEqual(choice);
  });

  it('means the newest version and the one before where it says nothing, or what is not there', () => {
    expect(read('')).toEqual({ from: 3, to: 4 });
    expect(read('to=3')).toEqual({ from: 1, to: 3 });
    expect(read('from=2&to=9')).toEqual({ from: 3, to: 4 });
    expect(readChoice(new URLSearchParams(), [{ number: 1 }])).toEqual({ from: 1, to: 1 });
  });
});
