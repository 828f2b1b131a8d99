// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LayerFields } from './layer-fields';

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});

let changes: unknown[] = [];
const show = (value: unknown, seesPictures = false) => {
  changes = [];
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  act(() =>
    createRoot(root).render(
      <LayerFields
        words={{ label: 'Layers', help: 'Hidden ones.' }}
        value={value}
        values={{ activation: 'tanh', layers: value }}
        seesPictures={seesPictures}
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

const choose = (label: string, value: string) =>
  act(() => {
    const select = labelled(label);
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value')?.set?.call(select, value);
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });

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
    expect(document.querySelector('[role="alert"]')?.textContent).toMatch(/^Layer 1: units from 1 to 4/);
  });

  it('of pictures are convolutions, poolings and normalisation too', () => {
    show(
      [{ kind: 'convolution', filters: 8, window: 3, stride: 1 }, { kind: 'batch-normalisation' }, 4],
      true,
    );
    expect(document.body.textContent).toContain('8 × (9 × channels + 1) weights');
    expect(document.body.textContent).toContain('32 weights');
    type('Filters of layer 1', '12');
    choose('Kind of layer 2', 'global-pooling');
    const convolution = { kind: 'convolution', filters: 8, window: 3, stride: 1 };
    expect(changes).toEqual([
      [{ ...convolution, filters: 12 }, { kind: 'batch-normalisation' }, 4],
      [convolution, { kind: 'global-pooling', of: 'average' }, 4],
    ]);
    type('Window of layer 1', '12');
    expect(document.querySelector('[role="alert"]')?.textContent).toBe(
      'Layer 1: filters from 1 to 512, window from 1 to 11, stride from 1 to 4, L2 from 0 to 10.',
    );
    show([4, 8], true);
    choose('Kind of layer 2', 'convolution');
    expect(changes).toEqual([]);
    expect(document.querySelector('[role="alert"]')?.textContent).toMatch(
      /^Layer 2 works on the maps of a picture, which end with layer 1/,
    );
  });

  it('of a table offer no layers of maps', () => {
    expect([...labelled('Kind of layer 1').querySelectorAll('option')].map(({ value }) => value)).toEqual([
      'dense',
      'batch-normalisation',
    ]);
  });

  it('are moved by their grip', () => {
    show([16, 8, 4]);
    const data = new Map<string, string>();
    const send = (target: Element | null | undefined, kind: string) => {
      const dataTransfer = {
        ...{ types: [...data.keys()], setData: (type: string, value: string) => data.set(type, value) },
        setDragImage() {},
      };
      act(
        () => void target?.dispatchEvent(Object.assign(new Event(kind, { bubbles: true }), { dataTransfer })),
      );
    };
    const rows = () => [...document.querySelectorAll('li')];
    send(rows()[0]?.querySelector('[draggable]'), 'dragstart');
    send(rows()[2], 'drop');
    send(rows()[0]?.querySelector('[draggable]'), 'dragend');
    expect(changes).toEqual([[8, 4, 16]]);
  });

  it('are the usual ones until somebody changes them', () => {
    show(undefined);
    type('Units of layer 2', '20');
    expect(changes).toEqual([[64, 20]]);
  });
});
