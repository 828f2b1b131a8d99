// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseTrainOptions } from '@/cells/ml/train-options';
import type { Trial } from '@/cells/ml/tuning/trial';
import type { Tuning } from '@/cells/ml/tuning/tuning';
import { SearchProgressView } from '.';
import { SearchSummary } from './search-summary';

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});

const trial = (number: number, change: Partial<Trial> = {}): Trial => ({
  ...{ number, branch: 'network', values: { layers: [64, 32], learningRate: 0.00123 * number } },
  ...{ state: 'complete', value: 40 + number, steps: 60, durationMs: 1200, rungs: [] },
  ...change,
});
const trials: readonly Trial[] = [
  trial(1),
  trial(2, { value: 30.125 }),
  trial(3, { state: 'pruned', value: undefined, steps: 7 }),
  trial(4, { state: 'failed', value: undefined, steps: 0, problem: 'The loss is not a number.' }),
  trial(5),
];
const searched = { metric: 'rmse', better: 'lower' as const };
const tuning: Tuning = {
  ...{ method: 'tpe', searched, trials, best: 2 },
  settings: parseTrainOptions({ target: 'cnt', learner: 'network', options: { layers: [64, 32] } }),
};

function draw(node: React.ReactNode): HTMLElement {
  const element = document.createElement('div');
  document.body.replaceChildren(element);
  act(() => createRoot(element).render(node));
  return element;
}
const rowsOf = (element: HTMLElement) =>
  [...element.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent?.trim()),
  );

describe('a search in words and pictures', () => {
  it('shows the best first, then what ended early and what failed with its reason', () => {
    const element = draw(<SearchSummary tuning={tuning} />);
    expect(rowsOf(element).map((row) => row.slice(0, 5))).toEqual([
      ['2', 'best', '30.1', '64-32', '0.00246'],
      ['1', 'done', '41.0', '64-32', '0.00123'],
      ['5', 'done', '45.0', '64-32', '0.00615'],
      ['3', 'ended early', '—', '64-32', '0.00369'],
      ['4', 'failedThe loss is not a number.', '—', '64-32', '0.00492'],
    ]);
    expect(element.textContent).toContain(
      '5 trials by TPE · 1 ended early · 1 failed · trial 2 was best: RMSE 30.1',
    );
    expect(element.querySelector('button')).toBeNull(); // nobody presses buttons in a report
  });

  it('draws a line for each trial that came to its end, and tells it to those who do not see it', () => {
    const element = draw(<SearchSummary tuning={tuning} />);
    expect(element.querySelectorAll('polyline')).toHaveLength(3);
    expect(element.querySelectorAll('polyline[data-good]')).toHaveLength(1);
    expect(
      element.querySelector('[aria-label^="3 trials across layers, learningRate"]')?.ariaLabel,
    ).toContain('Best: layers 64-32, learningRate 0.00246');
  });

  it('names learners where they were searched against each other', () => {
    const both = [...trials, trial(6, { branch: 'linear', values: { l2: 3 }, value: 50 })];
    const rows = rowsOf(draw(<SearchSummary tuning={{ ...tuning, trials: both }} />));
    expect(rows.find(([number]) => number === '6')).toEqual([
      ...['6', 'done', '50.0', 'Linear', '60', '1.2\u00a0s', 'l2 3'],
    ]);
  });

  it('says mean and spread of trials on folds, and how many folds there were', () => {
    const folded = [
      trial(1, { value: 40, foldValues: [38, 42] }),
      trial(2, { state: 'pruned', value: undefined, foldValues: [55] }),
    ];
    const onFolds = { ...tuning, trials: folded, best: 1, searched: { ...searched, folds: 2 } };
    const element = draw(<SearchSummary tuning={onFolds} />);
    expect(rowsOf(element).map((row) => row.slice(0, 4))).toEqual([
      ['1', 'best', '40.0 ± 2.83', '2 of 2'],
      ['2', 'ended early', '55.0', '1 of 2'],
    ]);
    expect(element.textContent).toContain('RMSE 40.0 ± 2.83 over 2 folds of the training rows');
  });

  it('takes the settings on when it is asked to', () => {
    let taken = 0;
    const element = draw(<SearchSummary tuning={tuning} applySettings={() => taken++} />);
    act(() => element.querySelector('button')?.click());
    expect(taken).toBe(1);
  });

  it('draws the lines while it goes on, and of thousands the best and some of the others', () => {
    const some = draw(<SearchProgressView search={{ ...searched, trials }} />);
    expect(some.querySelectorAll('polyline')).toHaveLength(3);
    const many = Array.from({ length: 2000 }, (_, i) => trial(i + 1));
    const element = draw(<SearchProgressView search={{ ...searched, trials: many }} />);
    expect(element.querySelectorAll('polyline')).toHaveLength(300);
    expect(element.querySelectorAll('polyline[data-good]')).toHaveLength(60);
    expect(element.textContent).toMatch(/300 of 2.000 trials to their end/);
  });

  it('shows what runs first while it goes on, and few rows', () => {
    const many = Array.from({ length: 20 }, (_, i) => trial(i + 1));
    const running = trial(21, { state: 'running', value: undefined, steps: 12 });
    const rows = rowsOf(draw(<SearchProgressView search={{ ...searched, trials: [...many, running] }} />));
    expect(rows).toHaveLength(8);
    expect(rows[0]?.slice(0, 2)).toEqual(['21', 'running']);
    expect(rows[1]?.slice(0, 2)).toEqual(['1', 'best']);
  });
});
