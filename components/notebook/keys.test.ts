import { describe, expect, it } from 'vitest';
import { nameOfKey, printKey } from './key-names';
import {
  giveKey,
  giveUsualKeys,
  holdersOf,
  type KeyChanges,
  keysOf,
  noChanges,
  presetNames,
  presetOf,
  presets,
  printedKeyOf,
  refusalOf,
  takeKey,
} from './keymap';
import { type Key, keys } from './keys';
import { createKeyReader } from './read-keys';

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

  it('are each said once, and in no preset is one of them in the way of another', () => {
    expect(new Set(keys.map(({ says }) => says)).size).toBe(keys.length);
    for (const name of presetNames) {
      const changes: KeyChanges = presets[name];
      for (const key of keys)
        for (const way of keysOf(key, changes)) {
          expect([name, way, holdersOf(way, key, changes).map(({ says }) => says)]).toEqual([name, way, []]);
          expect([name, way, refusalOf(way, key, false)]).toEqual([name, way, undefined]);
        }
      for (const says of Object.keys(changes)) expect(keys.map((key) => key.says)).toContain(says);
      expect(presetOf(changes)).toBe(name);
    }
  });

  it('come one after the other within a moment', () => {
    const read = createKeyReader(() => noChanges);
    expect(read(press('d', {}, 0), false)).toBeUndefined();
    expect(read(press('d', {}, 300), false)?.says).toBe('Delete');
    expect(read(press('d', {}, 400), false)).toBeUndefined();
    expect(read(press('d', {}, 5000), false)).toBeUndefined();
  });

  it('leave letters to the text while one writes', () => {
    const read = createKeyReader(() => noChanges);
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

const act = (says: string): Key => {
  const found = keys.find((key) => key.says === says);
  if (!found) throw new Error(`No act says ${says}`);
  return found;
};

describe('keys that a person chooses', () => {
  it('answer in place of the usual ones, are printed, and are no change when they are the usual ones again', () => {
    const run = act('Run');
    const changes = giveKey(noChanges, run, { key: 'mod+e', instead: 'mod+Enter' });
    expect(changes).toEqual({ Run: ['mod+e'] });
    expect(printedKeyOf('Run', changes)).toMatch(/E$/);
    const read = createKeyReader(() => changes);
    expect(read(press('e', { ctrl: true }), true)?.says).toBe('Run');
    expect(read(press('Enter', { ctrl: true }), true)).toBeUndefined();
    expect(giveKey(changes, run, { key: 'mod+Enter', instead: 'mod+e' })).toEqual({});
    expect(presetOf(changes)).toBeUndefined();
  });

  it('are told by name where another act has them, also as the first of two, and are taken over', () => {
    const says = (key: string, of: string) => holdersOf(key, act(of), noChanges).map((held) => held.says);
    expect(says('x', 'Duplicate')).toEqual(['Cut']);
    expect(says('d', 'Duplicate')).toEqual(['Delete']);
    expect(says('a x', 'Duplicate')).toEqual(['Add above']);
    expect(says('F9', 'Duplicate')).toEqual([]);
    // One holds while text is written, the other while none is.
    expect(says('mod+i', 'Duplicate')).toEqual([]);
    expect(says('mod+i', 'Run')).toEqual(['What is this?']);
    const taken = giveKey(noChanges, act('Duplicate'), { key: 'd' });
    expect(taken).toEqual({ Duplicate: ['shift+d', 'd'], Delete: ['Delete', 'Backspace'] });
    expect(createKeyReader(() => taken)(press('d'), false)?.says).toBe('Duplicate');
    // Back to what is usual takes it back from whoever has it by now.
    expect(giveUsualKeys(taken, act('Delete'))).toEqual({});
  });

  it('may be none at all: the palette still does it', () => {
    const changes = takeKey(noChanges, act('Stop'), 'i i');
    expect(changes).toEqual({ Stop: [] });
    expect(printedKeyOf('Stop', changes)).toBeUndefined();
  });

  it('are refused in words where the browser, the page or the text needs them', () => {
    expect(refusalOf('mod+w', act('Run'), false)).toBe(
      'Ctrl W closes the tab: that key is the browser’s. Press another one.',
    );
    expect(refusalOf('mod+7', act('Run'), false)).toMatch('goes to another tab');
    expect(refusalOf('alt+ArrowLeft', act('Move up'), false)).toMatch('goes back or forward');
    expect(refusalOf('alt+ArrowLeft', act('Move up'), true)).toBeUndefined();
    expect(refusalOf('mod+k', act('Run'), true)).toMatch('opens the palette');
    expect(refusalOf('Dead', act('Run'), false)).toMatch('does not say which key');
    expect(refusalOf('q', act('Go to the definition'), false)).toMatch('is text there');
    expect(refusalOf('q', act('Duplicate'), false)).toBeUndefined();
  });
});
