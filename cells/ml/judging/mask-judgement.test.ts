import { describe, expect, it } from 'vitest';
import type { Columns } from '../model';
import { judge } from './judge';
import { parseJudgeOptions } from './judge-options';
import type { JudgedRows } from './judged-rows';
import { maskJudgement } from './mask-judgement';

/** 400 rows on which the model errs for one person, and treats two groups unlike. */
function rows(): JudgedRows {
  const owners = ['ada@example.org', 'grace@example.org', 'alan@example.org', 'mary@example.org'];
  const of = (row: number) => owners[row % owners.length] ?? '';
  const actual = Array.from({ length: 400 }, (_, row) => (Math.floor(row / 4) % 2 ? 'yes' : 'no'));
  const values = actual.map((label, row) => (row % 4 === 0 && row % 3 > 0 ? other(label) : label));
  const columns: Columns = {
    numRows: 400,
    columns: [
      { name: 'owner', type: 'string', values: actual.map((_, row) => of(row)) },
      { name: 'y', type: 'string', values: actual },
    ],
  };
  const probabilities = {
    classes: ['no', 'yes'],
    values: Float64Array.from(values.flatMap((value) => (value === 'no' ? [0.9, 0.1] : [0.1, 0.9]))),
  };
  return {
    ...{ task: 'binary', target: 'y', classes: ['no', 'yes'] },
    ...{ columns, actual, predictions: { values, probabilities } },
  };
}
const other = (label: string) => (label === 'yes' ? 'no' : 'yes');

describe('a judgement of personal columns', () => {
  it('keeps its figures, and names nobody', async () => {
    const judgement = await judge(rows(), parseJudgeOptions({ resamples: 100, sensitive: ['owner'] }), {
      source: 'rows',
      other: { name: 'champion', predictions: rows().predictions, notes: [] },
    });
    expect(judgement.comparison?.fairness).toEqual(judgement.fairness);
    expect(JSON.stringify(judgement)).toContain('ada@example.org');
    const shown = maskJudgement(judgement, new Map([['owner', 'email']]));
    expect(JSON.stringify(shown)).not.toContain('@');
    expect(shown.slices?.slices[0]).toMatchObject({
      name: 'owner, masked (1)',
      metric: judgement.slices?.slices[0]?.metric,
    });
    const [fairness] = shown.fairness ?? [];
    expect(fairness?.groups.map(({ name }) => name)).toEqual([1, 2, 3, 4].map((n) => `owner, masked (${n})`));
    const names = judgement.fairness?.[0]?.groups.map(({ name }) => name) ?? [];
    const [highest, lowest] = judgement.fairness?.[0]?.measures[0]?.between ?? [];
    expect(fairness?.measures[0]?.between).toEqual(
      [highest, lowest].map((name) => `owner, masked (${names.indexOf(name ?? '') + 1})`),
    );
    expect(maskJudgement(judgement, new Map([['city', 'address']]))).toEqual(judgement);
  });
});
