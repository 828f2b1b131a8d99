import { announceInput, readInput, writeInput } from '@/cells/kernel/observe-input';

/**
 * Sets an input from texts, as an address has them: one for a value, several for a choice of several. Nothing but the value is set, and it
 * is checked by the input itself. Gives what the input takes, in words, where it did not take it; it then has the value it had.
 */
export function setInput(element: EventTarget, texts: readonly string[]): string | undefined {
  const before = readInput(element);
  const refused = trySet(element, texts);
  if (refused === undefined) announceInput(element);
  else if (!isUnsettable(element)) writeInput(element, before);
  return refused;
}

/** What `setInput` would set the input to what it now says with; undefined where an address cannot say it. */
export function textsOf(element: EventTarget): string[] | undefined {
  if (isUnsettable(element)) return undefined;
  const choices = choicesOf(element);
  if (choices) return choices.flatMap(({ label, isChosen }) => (isChosen() ? [label] : []));
  const value = readInput(element);
  if (value instanceof Date) return [value.toISOString().replace(/T00:00:00\.000Z$/, '')];
  if (['string', 'number', 'boolean'].includes(typeof value)) return [String(value)];
  return undefined;
}

function trySet(element: EventTarget, texts: readonly string[]): string | undefined {
  if (isUnsettable(element)) return 'is nothing that an address can set';
  const choices = choicesOf(element);
  if (choices) return choose(choices, texts);
  const [text = ''] = texts;
  if (texts.length > 1) return 'takes one value';
  const before = readInput(element);
  const isDay = partOf(element, 'input[type="date"], input[type="datetime-local"]') !== null;
  const number = partOf(element, 'input[type="number"], input[type="range"]');
  if (typeof before === 'boolean') {
    const value = truths.get(text.toLowerCase());
    return value !== undefined && writeInput(element, value) === value ? undefined : 'takes true or false';
  }
  if (before instanceof Date || isDay) {
    const day = new Date(text);
    if (!/^\d{4}-\d\d-\d\d(T[\d:.]+Z?)?$/.test(text) || Number.isNaN(day.getTime()))
      return 'takes a day, such as 2026-03-14';
    const left = writeInput(element, day);
    return Number(left) === day.getTime() && isValid(element) ? undefined : 'takes days within its bounds';
  }
  if (typeof before === 'number' || number) {
    const value = Number(text);
    const left = text.trim() === '' || !Number.isFinite(value) ? undefined : writeInput(element, value);
    return typeof left === 'number' && Math.abs(left - value) < 1e-9 && isValid(element)
      ? undefined
      : `takes ${sayNumbers(number)}`;
  }
  if (typeof before === 'string' || partOf(element, 'input, textarea'))
    return writeInput(element, text) === text && isValid(element) ? undefined : 'does not take this text';
  return 'is nothing that an address can set';
}

/** What an input of its own takes by a program may still be out of its bounds; forms of `Inputs` look by themselves. */
const isValid = (element: EventTarget): boolean =>
  !(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) || element.validity.valid;

const truths = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
]);

function sayNumbers(input: Element | null): string {
  const [min, max, step] = ['min', 'max', 'step'].map((name) => input?.getAttribute(name) || undefined);
  const bounds =
    min !== undefined && max !== undefined
      ? `a number from ${min} to ${max}`
      : min !== undefined
        ? `a number from ${min} on`
        : max !== undefined
          ? `a number up to ${max}`
          : 'a number';
  return step && step !== 'any' ? `${bounds} in steps of ${step}` : bounds;
}

interface Choice {
  readonly label: string;
  isChosen(): boolean;
  set(chosen: boolean): void;
}

/** Lists, radio buttons and boxes, by what a person reads; undefined for an input without choices. */
function choicesOf(element: EventTarget): (readonly Choice[] & { isSingle?: boolean }) | undefined {
  const select = partOf(element, 'select');
  if (select instanceof HTMLSelectElement)
    return Object.assign(
      [...select.options].map(
        (option): Choice => ({
          label: option.label,
          isChosen: () => option.selected,
          set: (chosen) => {
            option.selected = chosen;
          },
        }),
      ),
      { isSingle: !select.multiple },
    );
  if (!(element instanceof HTMLElement) || typeof readInput(element) === 'boolean') return undefined;
  const boxes = [
    ...element.querySelectorAll<HTMLInputElement>('label > input:is([type="radio"], [type="checkbox"])'),
  ];
  if (boxes.length === 0) return undefined;
  return Object.assign(
    boxes.map(
      (box): Choice => ({
        label: box.closest('label')?.textContent?.trim() ?? '',
        isChosen: () => box.checked,
        set: (chosen) => {
          box.checked = chosen;
        },
      }),
    ),
    { isSingle: boxes[0]?.type === 'radio' },
  );
}

function choose(
  choices: readonly Choice[] & { isSingle?: boolean },
  texts: readonly string[],
): string | undefined {
  // An empty value chooses none of several.
  const wanted = texts.length === 1 && texts[0] === '' && !choices.isSingle ? [] : texts;
  const labels = choices.map(({ label }) => label);
  if (wanted.some((text) => !labels.includes(text)) || (choices.isSingle && wanted.length !== 1))
    return `takes ${choices.isSingle ? 'one' : 'some'} of ${sayList(labels)}`;
  for (const choice of choices) choice.set(wanted.includes(choice.label));
  return undefined;
}

const mostSaid = 12;
const sayList = (labels: readonly string[]) =>
  labels.slice(0, mostSaid).join(', ') +
  (labels.length > mostSaid ? ` and ${labels.length - mostSaid} more` : '');

/** The element itself or a part of it. */
function partOf(element: EventTarget, selector: string): Element | null {
  if (!(element instanceof Element)) return null;
  return element.matches(selector) ? element : element.querySelector(selector);
}

/** Clicks are acts; files and passwords are not for addresses. */
const isUnsettable = (element: EventTarget): boolean =>
  !(element instanceof Element) ||
  element instanceof HTMLButtonElement ||
  element.matches('input:is([type="button"], [type="submit"], [type="file"], [type="password"])') ||
  (partOf(element, 'input, select, textarea') === null &&
    (element instanceof HTMLFormElement || !('value' in element))) ||
  element.querySelector('input:is([type="file"], [type="password"])') !== null;
