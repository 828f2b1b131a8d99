import { describe, expect, it } from 'vitest';
import { createDocumentStore } from '@/cells/document/document-store';
import { parseNotebook } from '@/cells/document/parse';
import { createKernel } from '@/cells/kernel/create-kernel';
import { compileCell, runModeOf } from '@/cells/kinds';
import { trainCellOptions } from '@/cells/kinds/train';
import { tuneCellOptions } from '@/cells/kinds/tune';
import type { TrainedModel } from '@/cells/ml/model';
import { parseTrainOptions } from '@/cells/ml/train-options';
import type { Tuning } from '@/cells/ml/tuning/tuning';
import { applySettings } from './apply-settings';
import { pinFound } from './pin-found';

const notebook = parseNotebook(`<!doctype html>
<notebook>
  <title>Tuned</title>
  <script id="1" type="module">const rides = [];</script>
  <script id="2" type="application/vnd.cellar.tune+json" output="model">
    {"data": "rides", "target": "cnt", "search": {"linear": {"l2": {"from": 0.1, "to": 10}}}, "seed": 4}
  </script>
  <script id="3" type="module">1 + 1</script>
</notebook>`);
const tuning: Tuning = {
  method: 'tpe',
  searched: { metric: 'rmse', better: 'lower' },
  trials: [],
  settings: parseTrainOptions({ target: 'cnt', learner: 'linear', options: { l2: 3 }, seed: 4 }),
};
const tuned = { tuning } as unknown as TrainedModel; // all that is read of it

describe('the slice of a tuned model', () => {
  it('says what the search found, and is otherwise as it was', () => {
    const pinned = pinFound(notebook, tuned, 2);
    expect(tuneCellOptions.parse(JSON.parse(pinned.cells[1]?.source ?? ''))).toMatchObject({
      ...{ data: 'rides', target: 'cnt', seed: 4 },
      found: { learner: 'linear', options: { l2: 3 } },
    });
    expect([pinned.cells[0], pinned.cells[2]]).toEqual([notebook.cells[0], notebook.cells[2]]);
    expect(notebook.cells[1]?.source).not.toContain('found');
  });

  it('is as it was for a model that nothing was searched for', () => {
    expect(pinFound(notebook, {} as TrainedModel, 2)).toBe(notebook); // nothing is read of it
  });

  it('is refused in words where the search is in code', () => {
    expect(() => pinFound(notebook, tuned, 3)).toThrow(/Press “Use these settings”/);
  });
});

describe('using the settings that a search found', () => {
  it('puts a train cell below, in one step of undo', () => {
    const store = createDocumentStore(notebook);
    const kernel = createKernel({
      ...{ compile: compileCell, runMode: runModeOf, builtins: {}, safe: true },
      inspect: () => document.createTextNode(''),
      inspectError: () => document.createTextNode(''),
    });
    const id = applySettings({ store, kernel }, tuning, 2);
    expect(store.order()).toEqual([1, 2, id, 3]);
    const cell = store.cell(id ?? 0);
    expect(cell).toMatchObject({ kind: 'train', output: 'model2' });
    expect(trainCellOptions.parse(JSON.parse(cell?.source ?? ''))).toEqual({
      data: 'rides',
      ...tuning.settings,
    });
    store.undo();
    expect(store.order()).toEqual([1, 2, 3]);
    kernel.dispose();
  });
});
