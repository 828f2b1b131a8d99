import { isText, nameOfKey, type Pressed } from './key-names';
import { type KeyChanges, keysOf } from './keymap';
import { type Key, keys } from './keys';

/** How long the first of two keys waits for the second, in milliseconds. */
export const sequenceMs = 800;

/**
 * Finds the key of the list that a press completes. Keeps the first of two keys in mind; `isWriting` leaves out what holds in
 * command mode only, and single characters. `changes`: the keys that the person chose.
 */
export function createKeyReader(
  changes: () => KeyChanges,
): (event: Pressed & { timeStamp: number }, isWriting: boolean) => Key | undefined {
  let first = { name: '', at: Number.NEGATIVE_INFINITY };
  return (event, isWriting) => {
    const name = nameOfKey(event);
    const sequence = event.timeStamp - first.at < sequenceMs ? `${first.name} ${name}` : undefined;
    const chosen = changes();
    const holds = keys.filter(({ where }) => where !== (isWriting ? 'command' : 'text'));
    const found = holds.find((key) =>
      keysOf(key, chosen).some(
        (one) => (one === name || one === sequence) && !(isWriting && isText(one.split(' ')[0] ?? one)),
      ),
    );
    first = found ? { name: '', at: Number.NEGATIVE_INFINITY } : { name, at: event.timeStamp };
    return found;
  };
}
