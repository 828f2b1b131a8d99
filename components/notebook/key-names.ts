export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

export type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey'>;

/** The name of a pressed key in the notation of the list: `mod+shift+z`, `?`, `alt+ArrowUp`. */
export function nameOfKey(event: Pressed, mac = isMac): string {
  // Option with a letter makes another character on a Mac: the key itself counts.
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
  const key = event.altKey && letter ? letter : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isSymbol = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  return [
    (mac ? event.metaKey : event.ctrlKey) && 'mod',
    (mac ? event.ctrlKey : event.metaKey) && 'other',
    event.altKey && 'alt',
    event.shiftKey && !isSymbol && 'shift',
    key === ' ' ? 'Space' : key,
  ]
    .filter(Boolean)
    .join('+');
}

/** Whether a key writes a character where text is being written. */
export const isText = (key: string): boolean => /^(shift\+)?([^+]|\+|Space)$/.test(key);

/** A key as it is printed: `⌘ ⇧ Z`, `Ctrl Shift Z`, `D D`. */
export function printKey(key: string, mac = isMac): string {
  const printed: Record<string, string> = mac
    ? { mod: '⌘', other: '⌃', shift: '⇧', alt: '⌥', Enter: '↵' }
    : { mod: 'Ctrl', other: 'Meta', shift: 'Shift', alt: 'Alt', Enter: 'Enter' };
  const named: Record<string, string> = {
    ...{ ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' },
    ...{ Escape: 'Esc', Delete: 'Del', PageUp: 'Page up', PageDown: 'Page down' },
  };
  return key
    .split(/(?<=.)\+(?=.)| /)
    .map((part) => printed[part] ?? named[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ');
}
