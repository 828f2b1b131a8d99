/** The keys that a person chose in place of the usual ones: which are free, which are taken, and what becomes of both. */
import { isMac, isText, printKey } from './key-names';
import { type Key, keys, pageKeys } from './keys';

/** The keys of acts by what the list says of them, where they are not the usual ones; none is a choice too. */
export type KeyChanges = Readonly<Record<string, readonly string[]>>;

export const noChanges: KeyChanges = {};

export const keysOf = ({ says, keys: usual }: Key, changes: KeyChanges): readonly string[] =>
  changes[says] ?? usual;

/** The first key of an act as it is printed, for tooltips and the palette. */
export function printedKeyOf(says: string, changes: KeyChanges): string | undefined {
  const act = keys.find((key) => key.says === says);
  const [first] = act ? keysOf(act, changes) : [];
  return first === undefined ? undefined : printKey(first);
}

/** `Undo (Ctrl Z)`; the words alone where no key does it. */
export function withPrintedKey(words: string, says: string, changes: KeyChanges): string {
  const printed = printedKeyOf(says, changes);
  return printed ? `${words} (${printed})` : words;
}

/** Presses that would be answered by one act where the other was meant: the same, or one that begins the other. */
const isSamePress = (one: string, other: string) =>
  one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `);

/** Whether two acts listen at the same time. */
const meet = (one: Key, other: Key) =>
  one.where === 'everywhere' || other.where === 'everywhere' || one.where === other.where;

/** The acts that hold a key at the same time as `act` would. */
export const holdersOf = (key: string, act: Key, changes: KeyChanges): readonly Key[] =>
  keys.filter(
    (other) =>
      other !== act &&
      meet(other, act) &&
      // While one writes, single characters are text: there they are no keys of anybody.
      !(isText(key) && (act.where === 'text' || other.where === 'text')) &&
      keysOf(other, changes).some((held) => isSamePress(held, key)),
  );

/** Keys that browsers keep to themselves, or that people need from them, and for what. */
const browserKeys: Readonly<Record<string, string>> = {
  ...{ 'mod+t': 'opens a tab', 'mod+n': 'opens a window', 'mod+w': 'closes the tab' },
  ...{ 'mod+shift+t': 'brings a closed tab back', 'mod+shift+n': 'opens a private window' },
  ...{
    'mod+shift+w': 'closes the window',
    'mod+Tab': 'goes to another tab',
    'mod+shift+Tab': 'goes to another tab',
  },
  ...{
    'mod+PageUp': 'goes to another tab',
    'mod+PageDown': 'goes to another tab',
    'alt+F4': 'closes the window',
  },
  ...{ 'mod+r': 'loads the page again', 'mod+shift+r': 'loads the page again', F5: 'loads the page again' },
  ...{ 'mod+l': 'goes to the address', F11: 'fills the screen', 'mod+q': 'ends the browser' },
  ...{ 'mod+c': 'copies', 'mod+x': 'cuts', 'mod+v': 'pastes', 'mod+p': 'prints' },
  ...{ 'mod++': 'makes all larger', 'mod+-': 'makes all smaller', 'mod+0': 'puts sizes back' },
};

/** Why an act cannot have a key, in words; undefined when it can. */
export function refusalOf(key: string, act: Key, mac = isMac): string | undefined {
  const printed = printKey(key, mac);
  const parts = key.split(' ');
  if (parts.some((part) => /^((shift|alt|mod|other)\+)*(Dead|Unidentified|Process|AltGraph)$/.test(part)))
    return 'The browser does not say which key that is. Press another one.';
  if (pageKeys.has(key))
    return `${printed} ${key === 'mod+k' ? 'opens the palette' : 'saves'}, on every page. Press another key.`;
  const browser = browserKeys[key] ?? (/^mod\+[1-9]$/.test(key) ? 'goes to another tab' : undefined);
  if (browser) return `${printed} ${browser}: that key is the browser’s. Press another one.`;
  if (!mac && /^alt\+Arrow(Left|Right)$/.test(key))
    return `${printed} goes back or forward: that key is the browser’s. Press another one.`;
  if (/^(shift\+)?(Tab|Escape)$/.test(key))
    return `${printed} is how one gets around without a pointer. Press another key.`;
  if (act.where === 'text' && isText(parts[0] ?? key))
    return `“${act.says}” is for while one writes, and ${printed} is text there. Hold ${mac ? '⌘ or ⌥' : 'Ctrl or Alt'} with it.`;
  return undefined;
}

/** Gives an act a key, in place of `instead` where that is one of its own; whoever held it has it no more. */
export function giveKey(
  changes: KeyChanges,
  act: Key,
  { key, instead }: { readonly key: string; readonly instead?: string | undefined },
): KeyChanges {
  const held = keysOf(act, changes).filter((one) => one !== key);
  const place = instead === undefined ? held.length : held.indexOf(instead);
  const next = place < 0 || instead === undefined ? [...held, key] : held.toSpliced(place, 1, key);
  return takeFromOthers(withKeys(changes, act, next), act, [key]);
}

export const takeKey = (changes: KeyChanges, act: Key, key: string): KeyChanges =>
  withKeys(
    changes,
    act,
    keysOf(act, changes).filter((one) => one !== key),
  );

/** An act has its usual keys again, and whoever held them has them no more. */
export const giveUsualKeys = (changes: KeyChanges, act: Key): KeyChanges =>
  takeFromOthers(withKeys(changes, act, act.keys), act, act.keys);

function takeFromOthers(changes: KeyChanges, act: Key, taken: readonly string[]): KeyChanges {
  return taken.reduce(
    (left, key) =>
      holdersOf(key, act, left).reduce(
        (now, other) =>
          withKeys(
            now,
            other,
            keysOf(other, now).filter((held) => !isSamePress(held, key)),
          ),
        left,
      ),
    changes,
  );
}

/** What is as usual is not written down. */
function withKeys(changes: KeyChanges, act: Key, next: readonly string[]): KeyChanges {
  const { [act.says]: _, ...others } = changes;
  return isSameList(next, act.keys) ? others : { ...others, [act.says]: next };
}

const isSameList = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((key, place) => key === other[place]);

/** The keys of other notebooks, where they differ from ours. Each is free of clashes; a test holds that. */
export const presets = {
  Cellar: noChanges,
  Jupyter: {
    'Find in all cells': ['mod+f', 'mod+shift+f'],
    'Find and replace': ['mod+h', 'f'],
    'Move up': ['mod+shift+ArrowUp', 'alt+ArrowUp'],
    'Move down': ['mod+shift+ArrowDown', 'alt+ArrowDown'],
    'Make it HTML': [],
    'All keys': ['h', '?'],
  },
  Observable: {
    Run: ['shift+Enter'],
    'Run and go on': ['mod+Enter'],
  },
} as const satisfies Readonly<Record<string, KeyChanges>>;

export type PresetName = keyof typeof presets;

export const presetNames = Object.keys(presets) as readonly PresetName[]; // the keys of exactly this table

/** The preset that these changes are; undefined where the person went on from there. */
export const presetOf = (changes: KeyChanges): PresetName | undefined =>
  presetNames.find((name) => {
    const preset: KeyChanges = presets[name];
    const acts = Object.keys(preset);
    return (
      acts.length === Object.keys(changes).length &&
      acts.every((act) => isSameList(preset[act] ?? [], changes[act] ?? ['']))
    );
  });
