// @vitest-environment jsdom
import { act } from 'react';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dependence, Explanation } from '@/cells/ml/model';
import { createDependenceView, createExplanationView, isDependence, isExplanation } from '.';

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});

const one: Explanation = {
  kind: 'explanation',
  features: ['hr', 'weather', 'holiday'],
  outputs: ['cnt'],
  scale: 'answer',
  base: Float64Array.of(190),
  values: Float64Array.of(34, -60, 1),
  inputs: {
    numRows: 1,
    columns: [
      { name: 'hr', type: 'number', values: Float64Array.of(8) },
      { name: 'weather', type: 'string', values: ['rain'] },
      { name: 'holiday', type: 'boolean', values: Float64Array.of(Number.NaN) },
    ],
  },
};
const many: Explanation = {
  ...one,
  values: Float64Array.of(34, -60, 1, -10, 20, 0),
  interactions: Float64Array.of(0, 2, 0, 2, 0, 0, 0, 0, 0, 0, -3, 0, -3, 0, 0, 0, 0, 0),
  background: { used: 200, given: 5000 },
  inputs: {
    numRows: 2,
    columns: [
      { name: 'hr', type: 'number', values: Float64Array.of(8, 17) },
      { name: 'weather', type: 'string', values: ['rain', 'sun'] },
      { name: 'holiday', type: 'boolean', values: Float64Array.of(0, 1) },
    ],
  },
};
const classes: Explanation = {
  ...one,
  outputs: ['no', 'yes'],
  scale: 'log-odds',
  base: Float64Array.of(0.5, -0.5),
  values: Float64Array.of(-1, 0, 0, 1, 0.5, 0),
};
const dependence: Dependence = {
  kind: 'dependence',
  feature: 'hr',
  type: 'number',
  at: Float64Array.of(0, 8, 16),
  outputs: ['cnt'],
  scale: 'answer',
  values: Float64Array.of(10, 300, 200),
  rows: { used: 10_000, given: 17_379 },
};

function show(element: HTMLElement): HTMLElement {
  document.body.replaceChildren(element);
  return element;
}
const explain = (explanation: Explanation) => {
  let element = document.body;
  act(() => {
    element = show(createExplanationView(explanation));
  });
  return element;
};
const depend = (given: Dependence) => {
  let element = document.body;
  act(() => {
    element = show(createDependenceView(given));
  });
  return element;
};
const rowsOf = (element: HTMLElement) =>
  [...element.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].flatMap((cell) => (cell.ariaHidden ? [] : [cell.textContent])).join(' | '),
  );

describe('the picture of an explanation', () => {
  it('shows one row as a sum, the largest first, with what each input holds', () => {
    const element = explain(one);
    expect(rowsOf(element)).toEqual([
      'expected | 190',
      'weather = rain | −60.0',
      'hr = 8 | +34.0',
      'holiday = missing | +1.00',
      'cnt | 165',
    ]);
    expect(element.textContent).toContain('Compared with the training rows');
  });

  it('shows many rows as the mean size of each input, and pairs where they were asked for', () => {
    const element = explain(many);
    expect(rowsOf(element)).toEqual(['weather | 40.0 | ', 'hr | 22.0 | ', 'holiday | 0.500 | ']);
    expect(element.querySelectorAll('circle')).toHaveLength(6);
    expect(element.textContent).toContain('hr × weather 5.00');
    expect(element.textContent).toContain('2 rows, compared with 200 of the 5');
  });

  it('begins with the likeliest class of one row, in log-odds and in per cent', () => {
    const element = explain(classes);
    expect(element.querySelector('select')?.value).toBe('1');
    expect(element.textContent).toMatch(/log-odds of yes 1\.00 73\.1 %/);
    const select = element.querySelector('select');
    act(() => {
      if (select) select.value = '0';
      select?.dispatchEvent(new Event('change', { bubbles: true }));
    });
    expect(element.textContent).toMatch(/log-odds of no −0\.500 37\.8 %/);
  });

  it('says so where there is nothing to show', () => {
    const none = { ...one, values: new Float64Array(0), inputs: { numRows: 0, columns: [] } };
    expect(explain(none).textContent).toBe('There are no rows to explain.');
  });
});

describe('the picture of a dependence', () => {
  it('is a line for numbers, told in words too', () => {
    const element = depend(dependence);
    expect(element.querySelectorAll('polyline')).toHaveLength(1);
    expect(element.querySelector('svg')?.getAttribute('aria-label')).toBe(
      'By hr: cnt: lowest 10.0 at 0, highest 300 at 8',
    );
    expect(element.textContent).toMatch(/Mean over 10.000 of 17.379 rows/);
  });

  it('is a mark for each category, and for true and false', () => {
    const at = ['sun', 'rain', 'snow'];
    expect(rowsOf(depend({ ...dependence, type: 'string', at }))).toEqual([
      'sun | 10.0',
      'rain | 300',
      'snow | 200',
    ]);
    const open = { ...dependence, type: 'boolean', at: Float64Array.of(0, 1), rows: undefined } as const;
    expect(rowsOf(depend({ ...open, values: Float64Array.of(1, 2) }))).toEqual([
      'false | 1.00',
      'true | 2.00',
    ]);
  });

  it('says so of an input that the model does not read', () => {
    const element = depend({ ...dependence, at: new Float64Array(0), values: new Float64Array(0) });
    expect(element.textContent).toBe('The model does not read hr: nothing depends on it.');
  });
});

it('is drawn for explanations and dependences only', () => {
  expect([isExplanation(one), isExplanation(dependence), isExplanation({ kind: 'explanation' })]).toEqual([
    true,
    false,
    false,
  ]);
  expect([isDependence(dependence), isDependence(one), isDependence(null)]).toEqual([true, false, false]);
});
