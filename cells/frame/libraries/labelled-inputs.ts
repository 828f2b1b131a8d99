import { range as unlabelledRange } from '@observablehq/inputs';

/** Observable's inputs, each part of which says what it is. */
export * from '@observablehq/inputs';

/** A number with a slider: the label of the library belongs to the number alone. */
export function range(...options: unknown[]): HTMLFormElement {
  const form = unlabelledRange(...options);
  const slider = form.querySelector('input[type="range"]');
  slider?.setAttribute('aria-label', form.querySelector('label')?.textContent || 'Slider');
  return form;
}
