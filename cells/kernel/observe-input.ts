import { observe } from './observe';

const elements = new WeakMap<object, EventTarget>();

/** The input element that a generator follows. */
export const observedInput = (generator: unknown): EventTarget | undefined =>
  typeof generator === 'object' && generator !== null ? elements.get(generator) : undefined;

/** The live value of an input element, as Observable reads it: the first one at once, unless it is undefined. */
export function observeInput(element: EventTarget): AsyncGenerator<unknown> {
  const generator = observe((notify) => {
    const event = eventOf(element);
    const changed = () => void notify(readInput(element));
    element.addEventListener(event, changed);
    const value = readInput(element);
    if (value !== undefined) notify(value);
    return () => element.removeEventListener(event, changed);
  });
  elements.set(generator, element);
  return generator;
}

/** Tells whoever follows it that its value is another one; not those around it, who listen for what a person does. */
export const announceInput = (element: EventTarget): boolean =>
  element.dispatchEvent(new Event(eventOf(element)));

/** The present value of an input element. */
export function readInput(element: EventTarget): unknown {
  if (element instanceof HTMLInputElement) {
    switch (element.type) {
      case 'range':
      case 'number':
        return element.valueAsNumber;
      case 'date':
        return element.valueAsDate;
      case 'checkbox':
        return element.checked;
      case 'file':
        return element.multiple ? element.files : element.files?.[0];
      default:
        return element.value;
    }
  }
  if (element instanceof HTMLSelectElement && element.multiple)
    return Array.from(element.selectedOptions, (option) => option.value);
  return 'value' in element ? element.value : undefined;
}

/** Sets it where a program may, tells nobody, and gives what then stands there: an input may take less. */
export function writeInput(element: EventTarget, value: unknown): unknown {
  // Clicks are acts, not settings; files cannot be given.
  if (element instanceof HTMLButtonElement || !isSetting(element)) return readInput(element);
  if (element instanceof HTMLInputElement && typeof value === 'number') element.valueAsNumber = value;
  else if (element instanceof HTMLInputElement && value instanceof Date) element.valueAsDate = value;
  else if (element instanceof HTMLInputElement && typeof value === 'boolean') element.checked = value;
  else if (element instanceof HTMLSelectElement && Array.isArray(value))
    for (const option of element.options) option.selected = value.includes(option.value);
  else Reflect.set(element, 'value', value);
  return readInput(element);
}

function isSetting(element: EventTarget): boolean {
  if (element instanceof HTMLInputElement)
    return !['button', 'submit', 'file', 'password'].includes(element.type);
  if (!(element instanceof HTMLFormElement)) return true;
  return element.querySelector('input:not([type="file"], [type="password"]), select, textarea') !== null;
}

function eventOf(element: EventTarget): string {
  if (element instanceof HTMLButtonElement) return 'click';
  if (element instanceof HTMLInputElement) {
    if (['button', 'submit', 'checkbox'].includes(element.type)) return 'click';
    if (element.type === 'file') return 'change';
  }
  return 'input';
}
