// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SchemaFields } from './schema-fields';

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});

const schema = z.strictObject({
  rate: z.number().positive().max(1).default(0.1),
  rounds: z.number().int().min(1).max(10_000).default(300),
  levels: z.array(z.number().gt(0).lt(1)).min(1).default([0.05, 0.95]),
  growth: z.enum(['leaf', 'depth']).default('leaf'),
});

let changes: unknown[] = [];
beforeEach(() => {
  changes = [];
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  act(() =>
    createRoot(root).render(
      <SchemaFields schema={schema} values={{ rounds: 20 }} onChange={(values) => changes.push(values)} />,
    ),
  );
});

function field(label: string): HTMLInputElement {
  const found = [...document.querySelectorAll('label')].find(({ textContent }) => textContent === label);
  const input = document.getElementById(found?.htmlFor ?? '');
  if (!(input instanceof HTMLInputElement)) throw new Error(`No field ${label}`);
  return input;
}

function type(label: string, text: string): HTMLInputElement {
  const input = field(label);
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  act(() => void input.dispatchEvent(new FocusEvent('focusout', { bubbles: true })));
  return input;
}

describe('fields of a schema', () => {
  it('show defaults as placeholders, and say the range', () => {
    expect(field('Rate').placeholder).toBe('0.1');
    expect(field('Rounds').value).toBe('20');
    expect(document.body.textContent).toContain('Over 0, at most 1.');
    expect(document.body.textContent).toContain('1 to 10\u202f000.');
  });

  it('tell what the schema takes, the default by leaving it out', () => {
    type('Rate', '0,5');
    type('Levels', '0.1; 0.9');
    type('Rounds', '');
    expect(changes).toEqual([{ rounds: 20, rate: 0.5 }, { rounds: 20, levels: [0.1, 0.9] }, undefined]);
  });

  it.each([
    ['Rate', '3', 'A number, over 0, at most 1.'],
    ['Rate', 'fast', 'A number, over 0, at most 1.'],
    ['Rounds', '1.5', 'A whole number, 1 to 10\u202f000.'],
    ['Levels', '0.5, 2', 'Numbers (over 0, under 1), with commas between.'],
  ])('keep what they refuse, and say what is allowed: %s %s', (label, text, message) => {
    const input = type(label, text);
    expect(changes).toEqual([]);
    expect(input.value).toBe(text);
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(document.querySelector('[role="alert"]')?.textContent).toBe(message);
  });
});
