import { describe, expect, it } from 'vitest';
import type { Signature } from '../model';
import { describeTree, type TreeNodeInWords } from './describe-tree';
import { type Ensemble, nodeFlags } from './ensemble';
import { makeEnsemble, mixedFeatures } from './made-ensemble.fixture';

const signature: Signature = {
  inputs: [
    { name: 'hr', type: 'number', required: true },
    { name: 'weekday', type: 'string', required: false },
    { name: 'open', type: 'boolean', required: true },
    { name: 'starts', type: 'date', required: true },
  ],
  output: { name: 'cnt', type: 'number' },
};

/** hr ≤ 7.5 ? (weekday in {Sat, Sun} ? 1 : 2) : (open ? 3 : (starts … ? 4 : (its hour … ? 5 : 6))) */
const ensemble: Ensemble = {
  origin: 'cellar',
  objective: { name: 'squared' },
  features: [
    { name: 'hr', kind: 'number' },
    { name: 'weekday', kind: 'category', categories: ['Mon', 'Tue', 'Sat', 'Sun', 'Wed'] },
    { name: 'open', kind: 'number' },
    { name: 'starts', kind: 'number' },
    { name: 'starts hour', kind: 'number' },
  ],
  base: Float64Array.of(0),
  output: Int32Array.of(0),
  trees: [
    {
      feature: Int32Array.of(0, 1, 2, -1, -1, 3, -1, -1, 4, -1, -1),
      threshold: Float64Array.of(7.5, 0, 0.5, 0, 0, 15_096.5, 0, 0, 6.5, 0, 0),
      left: Int32Array.of(1, 3, 5, 0, 0, 7, 0, 0, 9, 0, 0),
      right: Int32Array.of(2, 4, 6, 0, 0, 8, 0, 0, 10, 0, 0),
      flags: Uint8Array.of(nodeFlags.missingLeft, nodeFlags.category, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      setStart: Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      setLength: Int32Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      sets: Uint32Array.of(0b01100),
      value: Float64Array.of(0, 0, 0, 1, 2, 0, 3, 4, 0, 5, 6),
      gain: Float64Array.of(9, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0),
      cover: Float64Array.of(10, 4, 6, 2, 2, 4, 2, 2, 2, 1, 1),
      count: Float64Array.of(10, 4, 6, 2, 2, 4, 2, 2, 2, 1, 1),
    },
  ],
};

const questions = (nodes: readonly TreeNodeInWords[]) =>
  nodes.flatMap((node) => ('question' in node ? [`${node.question}; missing: ${node.missing}`] : []));

describe('a tree in words', () => {
  it('asks plain questions, and says where missing values go', () => {
    expect(questions(describeTree(ensemble, 0, { signature }).nodes)).toEqual([
      'hr ≤ 7.5; missing: yes',
      'weekday in {Sat, Sun}; missing: no',
      'open is false; missing: no',
      'starts ≤ 2011-05-02 12:00; missing: no',
      'starts hour ≤ 6; missing: no',
    ]);
  });

  it('has leaves with their value and rows, reached by yes and no', () => {
    const { nodes } = describeTree(ensemble, 0, { signature });
    const [root] = nodes;
    if (!root || !('question' in root)) throw new Error('The root asks nothing');
    expect(root).toMatchObject({ rows: 10, leaves: 6, gain: 9 });
    const yes = nodes[root.yes ?? -1];
    if (!yes || !('question' in yes)) throw new Error('No question after yes');
    expect([nodes[yes.yes ?? -1], nodes[yes.no ?? -1]]).toEqual([
      { value: 1, rows: 2 },
      { value: 2, rows: 2 },
    ]);
  });

  it('names the smaller side of many categories, and the class of its output', () => {
    const made = makeEnsemble({
      seed: 3,
      trees: 6,
      leaves: 20,
      objective: { name: 'softmax', classes: 3 },
      features: mixedFeatures,
    });
    const given = { inputs: [], output: { name: 'kind', type: 'string' as const, classes: ['a', 'b', 'c'] } };
    const described = describeTree(made, 4, { signature: given });
    expect(described).toMatchObject({ index: 4, trees: 6, round: 2, output: 'b', scale: 'score' });
    for (const question of questions(described.nodes)) expect(question.length).toBeLessThan(120);
  });

  it('is cut where it is too large, and says how many leaves are hidden', () => {
    const made = makeEnsemble({ seed: 1, trees: 1, leaves: 3000 });
    const { nodes } = describeTree(made, 0, {
      signature: { inputs: [], output: { name: 'y', type: 'number' } },
    });
    expect(nodes.length).toBeLessThanOrEqual(4095);
    const hidden = nodes.flatMap((node) =>
      'question' in node && node.yes === undefined ? [node.leaves] : [],
    );
    const shown = nodes.filter((node) => 'value' in node).length;
    expect(shown + hidden.reduce((sum, leaves) => sum + leaves, 0)).toBe(3000);
  });

  it('is refused where there is none', () => {
    expect(() => describeTree(ensemble, 1, { signature })).toThrow('There is no tree 2: the model has 1');
  });
});
