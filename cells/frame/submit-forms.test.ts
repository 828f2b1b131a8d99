// @vitest-environment jsdom
import * as Inputs from '@observablehq/inputs';
import { beforeAll, expect, test, vi } from 'vitest';
import { submitForms } from './submit-forms';

beforeAll(() => submitForms(document));

/** The click on a form's button, and whether the browser was left to submit it. */
function press(form: HTMLElement): { submits: number; isLeftToBrowser: boolean } {
  document.body.replaceChildren(form);
  const submitted = vi.fn((event: Event) => event.preventDefault());
  form.addEventListener('submit', submitted);
  const click = new MouseEvent('click', { bubbles: true, cancelable: true });
  const isLeftToBrowser = form.querySelector('[type=submit]')?.dispatchEvent(click) ?? false;
  return { submits: submitted.mock.calls.length, isLeftToBrowser };
}

test('a text that waits for its button is given when it is pressed, without the browser', () => {
  const form: HTMLFormElement & { value: unknown } = Inputs.text({ value: '7 days', submit: true });
  const told = vi.fn();
  form.addEventListener('input', told);
  const field = form.querySelector('input');
  if (!field) throw new Error('A text input has a field.');
  field.value = '365 days';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  expect(told).not.toHaveBeenCalled();
  expect(press(form)).toEqual({ submits: 1, isLeftToBrowser: false });
  expect(form.value).toBe('365 days');
  expect(told).toHaveBeenCalledTimes(1);
});

test('a form that is not valid is not submitted', () => {
  const form = document.createElement('form');
  form.innerHTML = '<input required><button type="submit">Go</button>';
  expect(press(form)).toEqual({ submits: 0, isLeftToBrowser: false });
  form.querySelector('input')?.setAttribute('value', 'a');
  expect(press(form)).toEqual({ submits: 1, isLeftToBrowser: false });
});
