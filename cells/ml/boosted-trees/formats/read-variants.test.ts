import { describe, expect, it } from 'vitest';
import type { Column, Columns } from '../../model';
import { predictMargins } from '../predict-ensemble';
import { toFeatureMatrix } from '../tree-plan';
import type { Booster, BoosterOptions } from './booster';
import { type GoldenBooster, readGolden } from './golden-boosters.fixture';
import { readBooster } from './read-booster';

/** A golden XGBoost model with something changed in its JSON. */
// biome-ignore lint/suspicious/noExplicitAny: the file's JSON, in which the tests reach deep
function changeXgboost(name: string, change: (model: any) => void): Uint8Array {
  const model = JSON.parse(new TextDecoder().decode(readGolden(name).bytes));
  change(model);
  return new TextEncoder().encode(JSON.stringify(model));
}

function changeLightgbm(name: string, ...changes: (readonly [RegExp, string])[]): Uint8Array {
  let text = new TextDecoder().decode(readGolden(name).bytes);
  for (const [from, to] of changes) {
    expect(text).toMatch(from);
    text = text.replace(from, to);
  }
  return new TextEncoder().encode(text);
}

function marginsOf({ ensemble, plan }: Booster, rows: Columns): Float64Array {
  return predictMargins(ensemble, toFeatureMatrix(plan, rows));
}

/** Rows whose categories are codes: places in the lists of a booster that has them. */
function codeRows({ rows, bytes }: GoldenBooster): Columns {
  const { plan } = readBooster(bytes);
  return {
    ...rows,
    columns: rows.columns.map((column): Column => {
      const step = plan.columns.find((one) => one.column === column.name);
      if (step?.kind !== 'category') return column;
      const values = Float64Array.from({ length: rows.numRows }, (_, row) => {
        const place = step.categories.indexOf(String(column.values[row]));
        return place === -1 ? Number.NaN : place;
      });
      return { name: column.name, type: 'number', values };
    }),
  };
}

describe('XGBoost before version 3', () => {
  it('is read: one base score without brackets, truth values, neither names of categories nor ends of rounds', () => {
    const { bytes, rows } = readGolden('xgboost-regression.json');
    const older = changeXgboost('xgboost-regression.json', ({ version, learner }) => {
      version.splice(0, 3, 1, 7, 6);
      learner.learner_model_param.base_score = learner.learner_model_param.base_score.replace(/[[\]]/g, '');
      const { model } = learner.gradient_booster;
      delete model.cats;
      delete model.iteration_indptr;
      for (const tree of model.trees) tree.default_left = tree.default_left.map(Boolean);
    });
    const booster = readBooster(older);
    expect(booster.madeBy).toBe('XGBoost 1.7.6');
    expect(marginsOf(booster, rows)).toEqual(marginsOf(readBooster(bytes), rows));
  });
});

describe('categories by their codes only', () => {
  const golden = readGolden('xgboost-binary.json');
  const nameless = changeXgboost('xgboost-binary.json', ({ learner }) => {
    delete learner.gradient_booster.model.cats;
  });
  const lightgbm = readGolden('lightgbm-binary.txt');
  const codesOnly = changeLightgbm('lightgbm-binary.txt', [
    /pandas_categorical:.*/,
    'pandas_categorical:null',
  ]);

  it('are read from columns of codes', () => {
    const booster = readBooster(nameless);
    expect(booster.plan.columns.map(({ kind }) => kind)).toEqual([
      ...Array(4).fill('number'),
      'codes',
      'codes',
    ]);
    expect(marginsOf(booster, codeRows(golden))).toEqual(marginsOf(readBooster(golden.bytes), golden.rows));
    expect(marginsOf(readBooster(codesOnly), codeRows(lightgbm))).toEqual(
      marginsOf(readBooster(lightgbm.bytes), lightgbm.rows),
    );
  });

  it('are read from texts where their names are given', () => {
    const names = (bytes: Uint8Array): BoosterOptions => {
      const step = readBooster(bytes).plan.columns.find(({ column }) => column === 'town');
      return { categories: { town: step?.kind === 'category' ? step.categories : [] } };
    };
    const floors = (coded: Columns, { rows }: GoldenBooster): Columns => ({
      ...coded,
      columns: coded.columns.map(
        (column) => rows.columns.find(({ name }) => name === 'town' && column.name === name) ?? column,
      ),
    });
    const booster = readBooster(nameless, names(golden.bytes));
    expect(marginsOf(booster, floors(codeRows(golden), golden))).toEqual(
      marginsOf(readBooster(golden.bytes), golden.rows),
    );
    expect(() => readBooster(nameless, { categories: { town: ['Oslo'] } })).toThrow(
      /“town” has \d categories at least; 1 are/,
    );
    expect(() => readBooster(nameless, { categories: { tow: ['Oslo'] } })).toThrow(/no feature “tow”/);
    expect(() => readBooster(nameless, { categories: { age: ['Oslo'] } })).toThrow(
      /“age” of the model is a number/,
    );
  });
});

describe('what cannot be predicted as its library does', () => {
  const set = (path: string, value: unknown) =>
    changeXgboost('xgboost-regression.json', (model) => {
      const keys = path.split('.');
      const last = keys.pop() ?? '';
      keys.reduce((at, key) => at[key], model)[last] = value;
    });

  it.each([
    [set('learner.objective.name', 'rank:ndcg'), /XGBoost's objective rank:ndcg cannot be read/],
    [set('learner.objective.name', 'survival:cox'), /XGBoost's objective survival:cox/],
    [set('learner.gradient_booster.name', 'gblinear'), /XGBoost's booster gblinear has no trees/],
    [set('learner.learner_model_param.num_target', '2'), /predicts 2 targets at once/],
    [set('learner.learner_model_param.base_score', '[1,2]'), /2 base scores for 1 outputs/],
    [set('learner.learner_model_param.base_score', 'one'), /A base value of the model is not a number/],
    [set('learner.feature_names', ['a', 'a', 'b', 'c']), /Two features of the model are named “a”/],
    [
      set('learner.gradient_booster.model.trees.2.tree_param.size_leaf_vector', '3'),
      /a value for each target/,
    ],
    [
      set('learner.gradient_booster.model.trees.1.left_children.0', 0),
      /Tree 1 of the model is damaged: two nodes lead to node/,
    ],
    [
      set('learner.gradient_booster.model.trees.1.split_indices.0', 9),
      /Tree 1 is damaged: node 0 reads feature 9, and there are 4/,
    ],
    [
      changeLightgbm('lightgbm-regression.txt', [/objective=regression/, 'objective=lambdarank']),
      /LightGBM's objective lambdarank/,
    ],
    [
      changeLightgbm('lightgbm-regression.txt', [/objective=.*/, 'objective=regression sqrt']),
      /square root of the target/,
    ],
    [changeLightgbm('lightgbm-regression.txt', [/objective=.*\n/, '']), /LightGBM's objective of no name/],
    [
      changeLightgbm('lightgbm-regression.txt', [/is_linear=0/, 'is_linear=1']),
      /Tree 0 .* linear models \(linear_tree\)/,
    ],
    [
      changeLightgbm('lightgbm-regression.txt', [/version=v4/, 'version=v9']),
      /format v9; v3 and v4 can be read/,
    ],
    [
      changeLightgbm('lightgbm-regression.txt', [/left_child=1/, 'left_child=0']),
      /Tree 1 .*two nodes lead to node 0/,
    ],
    [changeLightgbm('lightgbm-regression.txt', [/Tree=3\n/, '\n']), /has 11 trees, and says it has 12/],
    [new Uint8Array(), /file of the booster is empty/],
    [Uint8Array.of(0x80, 4, 0x95, 0), /Python pickle, which is a program and is not opened/],
    [new TextEncoder().encode('binf\0\0'), /old binary format/],
    [new TextEncoder().encode('{"learner": 3}'), /not a model of XGBoost as it saves one: .* at learner/],
  ])('is refused by name (%#)', (bytes, message) => {
    expect(() => readBooster(bytes)).toThrow(message);
  });
});
