import { describe, expect, it } from 'vitest';
import { createKeyReader, keys, nameOfKey, printKey } from './keys';

const press = (
  key: string,
  held: Partial<Record<'meta' | 'ctrl' | 'alt' | 'shift', boolean>> = {},
  timeStamp = 0,
) => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key,
  metaKey: held.meta ?? false,
  ctrlKey: held.ctrl ?? false,
  altKey: held.alt ?? false,
  shiftKey: held.shift ?? false,
  timeStamp,
});

describe('keys', () => {
  it('have names that do not depend on the keyboard of the machine', () => {
    expect(nameOfKey(press('Enter', { shift: true }), false)).toBe('shift+Enter');
    expect(nameOfKey(press('z', { ctrl: true }), false)).toBe('mod+z');
    expect(nameOfKey(press('z', { meta: true }), true)).toBe('mod+z');
    expect(nameOfKey(press('Z', { meta: true, shift: true }), true)).toBe('mod+shift+z');
    expect(nameOfKey(press('?', { shift: true }), false)).toBe('?');
  });

  it('are each said once, and no two of them are the same', () => {
    const ways = keys.flatMap((key) => key.keys);
    expect(new Set(ways).size).toBe(ways.length);
    expect(new Set(keys.map(({ says }) => says)).size).toBe(keys.length);
  });

  it('come one after the other within a moment', () => {
    const read = createKeyReader();
    expect(read(press('d', {}, 0), false)).toBeUndefined();
    expect(read(press('d', {}, 300), false)?.says).toBe('Delete');
    expect(read(press('d', {}, 400), false)).toBeUndefined();
    expect(read(press('d', {}, 5000), false)).toBeUndefined();
  });

  it('leave letters to the text while one writes', () => {
    const read = createKeyReader();
    expect(read(press('z'), true)).toBeUndefined();
    expect(read(press('b'), true)).toBeUndefined();
    expect(read(press('Enter', { shift: true }), true)?.says).toBe('Run and go on');
  });

  it('are printed as they stand on the keyboard', () => {
    expect(printKey('mod+shift+z', true)).toBe('⌘ ⇧ Z');
    expect(printKey('mod+shift+z', false)).toBe('Ctrl Shift Z');
    expect(printKey('d d', false)).toBe('D D');
  });
});
