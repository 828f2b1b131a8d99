import { observe } from './observe';

/** The live value of an input element, as Observable reads it: the first one at once, unless it is undefined. */
export function observeInput(element: EventTarget): AsyncGenerator<unknown> {
  return observe((notify) => {
    const event = eventOf(element);
    const changed = () => void notify(readValue(element));
    element.addEventListener(event, changed);
    const value = readValue(element);
    if (value !== undefined) notify(value);
    return () => element.removeEventListener(event, changed);
  });
}

function readValue(element: EventTarget): unknown {
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

function eventOf(element: EventTarget): string {
  if (element instanceof HTMLButtonElement) return 'click';
  if (element instanceof HTMLInputElement) {
    if (['button', 'submit', 'checkbox'].includes(element.type)) return 'click';
    if (element.type === 'file') return 'change';
  }
  return 'input';
}
