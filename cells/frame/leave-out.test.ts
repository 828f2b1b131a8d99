import { describe, expect, it } from 'vitest';
import { createDocumentStore } from '@/cells/document/document-store';
import { parseNotebook } from '@/cells/document/parse';
import { trainCellOptions } from '@/cells/kinds/train';
import type { Signature } from '@/cells/ml/model';
import { createLeaveOut } from './leave-out';

const open = () =>
  createDocumentStore(
    parseNotebook(`<!doctype html>
<notebook>
  <title>Leaks</title>
  <script id="1" type="module">const rides = [];</script>
  <script id="2" type="application/vnd.cellar.train+json" output="model">
    {"data": "rides", "target": "cnt", "seed": 4}
  </script>
</notebook>`),
  );
const field = (name: string) => ({ name, type: 'number', required: true }) as const;
const signature: Signature = {
  inputs: ['hr', 'temp', 'registered', 'casual'].map(field),
  output: { name: 'cnt', type: 'number' },
};
const optionsOf = (store: ReturnType<typeof open>) =>
  trainCellOptions.parse(JSON.parse(store.cell(2)?.source ?? ''));

describe('leaving a column out', () => {
  it('names the other features, each time in one step of undo', () => {
    const store = open();
    const leaveOut = createLeaveOut(store, { signature }, 2);
    leaveOut?.('registered');
    expect(optionsOf(store)).toMatchObject({ seed: 4, features: ['hr', 'temp', 'casual'] });
    leaveOut?.('casual');
    expect(optionsOf(store).features).toEqual(['hr', 'temp']);
    store.undo();
    expect(optionsOf(store).features).toEqual(['hr', 'temp', 'casual']);
    store.undo();
    expect(optionsOf(store)).not.toHaveProperty('features');
  });

  it('is not offered where the cell is code, and never takes the last feature', () => {
    const store = open();
    expect(createLeaveOut(store, { signature }, 1)).toBeUndefined();
    const leaveOut = createLeaveOut(store, { signature: { ...signature, inputs: [field('hr')] } }, 2);
    leaveOut?.('hr');
    expect(optionsOf(store)).not.toHaveProperty('features');
  });
});
