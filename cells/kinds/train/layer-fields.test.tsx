// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LayerFields } from './layer-fields';

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});

let changes: unknown[] = [];
const show = (value: unknown) => {
  changes = [];
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  act(() =>
    createRoot(root).render(
      <LayerFields
        words={{ label: 'Layers', help: 'Hidden ones.' }}
        value={value}
        values={{ activation: 'tanh', layers: value }}
        onChange={(next) => changes.push(next)}
      />,
    ),
  );
};
const labelled = (label: string): HTMLElement => {
  const found = document.querySelector(`[aria-label="${label}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`No ${label}`);
  return found;
};
const press = (label: string) => act(() => labelled(label).click());
const type = (label: string, text: string) => {
  const input = labelled(label);
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  act(() => void input.dispatchEvent(new FocusEvent('focusout', { bubbles: true })));
};

describe('the layers of a network', () => {
  beforeEach(() => show([16, { units: 8, dropout: 0.5 }]));

  it('move, go, and are written as short as they can be', () => {
    press('Move layer 2 up');
    press('Remove layer 1');
    type('Dropout of layer 2', '');
    type('Dropout of layer 1', '0.1');
    expect(changes).toEqual([
      [{ units: 8, dropout: 0.5 }, 16],
      [{ units: 8, dropout: 0.5 }],
      [16, 8],
      [
        { units: 16, dropout: 0.1 },
        { units: 8, dropout: 0.5 },
      ],
    ]);
  });

  it('say their weights, and what holds where they say nothing', () => {
    expect(document.body.textContent).toContain('16 × (inputs + 1) weights');
    expect(document.body.textContent).toContain('136 weights');
    expect(labelled('Activation of layer 1').textContent).toMatch(/^tanh/);
  });

  it('refuse what is no layer, and change nothing then', () => {
    type('Units of layer 2', '0');
    type('Dropout of layer 1', '2');
    expect(changes).toEqual([]);
    expect(document.querySelector('[role="alert"]')?.textContent).toMatch(/^Layer 1: 1 to 4/);
  });

  it('are the usual ones until somebody changes them', () => {
    show(undefined);
    type('Units of layer 2', '20');
    expect(changes).toEqual([[64, 20]]);
  });
});
