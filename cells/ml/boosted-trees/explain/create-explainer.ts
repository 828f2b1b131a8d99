import { spreadRows } from '../../explaining/spread-rows';
import type { Fitted } from '../../learner';
import type { Columns, Explanation } from '../../model';
import { findColumn } from '../../read-table';
import { nameOutputs, scaleOf } from '../describe-outputs';
import type { Ensemble, FeatureMatrix } from '../ensemble';
import { predictMargins } from '../predict-ensemble';
import { createFeatureReader, inputsOfFeatures, type TreePlan } from '../tree-plan';
import { backgroundValues } from './background-values';
import { chooseDependencePlaces } from './dependence-places';
import { dependenceValues } from './dependence-values';
import { pathInteractions } from './path-interactions';
import { pathValues } from './path-values';

/** Rows to compare with: twice the hundred that are usual, and quick enough to wait for. */
const mostBackgroundRows = 200;
const mostDependenceRows = 10_000;
/** 200 MB. */
const mostNumbers = 25_000_000;

export interface ExplainerParts {
  readonly ensemble: Ensemble;
  readonly plan: TreePlan;
  /** Labels of the outputs, for a classification. */
  readonly classes?: readonly string[];
  /** Reads rows by the plan. */
  readonly read: (rows: Columns) => FeatureMatrix;
}

/**
 * Explains by input, as the rows have them: the days, the month and the hour of one date are one player, known or not known together, so
 * that a value is the exact Shapley value of the input itself.
 */
export function createExplainer({
  ensemble,
  plan,
  classes,
  read,
}: ExplainerParts): Required<Pick<Fitted, 'explain' | 'dependence'>> {
  const features = plan.columns.map(({ column }) => column);
  const players = { count: features.length, ofFeature: inputsOfFeatures(plan) };
  const about = { outputs: nameOutputs(ensemble.objective, classes), scale: scaleOf(ensemble.objective) };

  function explainWithPaths(rows: FeatureMatrix, withInteractions: boolean) {
    const { base, values } = pathValues(ensemble, rows, players);
    return {
      ...{ base, values },
      ...(withInteractions && { interactions: pathInteractions(ensemble, rows, players, values) }),
    };
  }

  function explainWithBackground(rows: FeatureMatrix, given: Columns) {
    const { rows: chosen, used } = spreadRows(given, mostBackgroundRows);
    const background = read(chosen);
    return {
      base: meanMargins(ensemble, background),
      values: backgroundValues(ensemble, { rows, background, players }),
      background: used,
    };
  }

  return {
    async explain(rows, { background, interactions = false }): Promise<Explanation> {
      if (background && interactions)
        throw new Error(
          'Interactions are counted along the training rows’ paths: leave `background` away, or `interactions`.',
        );
      if (background?.numRows === 0)
        throw new Error('The background has no rows. Give some to compare with, or leave it away.');
      checkSize(rows.numRows, about.outputs.length * features.length * (interactions ? features.length : 1));
      const matrix = read(rows);
      return {
        ...{ kind: 'explanation', features, ...about, inputs: takeInputs(rows, features) },
        ...(background ? explainWithBackground(matrix, background) : explainWithPaths(matrix, interactions)),
      };
    },
    async dependence(feature, rows) {
      const player = features.indexOf(feature);
      const step = plan.columns[player];
      if (!step)
        throw new Error(`The model has no input “${feature}”. Its inputs are ${features.join(', ')}.`);
      if (rows?.numRows === 0)
        throw new Error('The rows to take the mean of are none. Give some, or leave them away.');
      const given = rows && spreadRows(rows, mostDependenceRows);
      const matrix = given && read(given.rows);
      const first = players.ofFeature.indexOf(player);
      const column = given && findColumn(given.rows, feature);
      const { places, at } = chooseDependencePlaces(step, { ensemble, first, column });
      const own = createFeatureReader({ ...plan, columns: [step] })({
        numRows: at.length,
        columns: [places],
      });
      const values = dependenceValues(ensemble, {
        player,
        at: { numRows: at.length, columns: [...Array.from({ length: first }, () => empty), ...own.columns] },
        rows: matrix,
        players,
      });
      return {
        ...{ kind: 'dependence', feature, type: places.type, at, ...about, values },
        ...(given && { rows: given.used }),
      };
    },
  };
}

const empty = new Float64Array(0);

function meanMargins(ensemble: Ensemble, rows: FeatureMatrix): Float64Array {
  const mean = new Float64Array(ensemble.base.length);
  predictMargins(ensemble, rows).forEach((margin, i) => {
    mean[i % mean.length] = (mean[i % mean.length] ?? 0) + margin / rows.numRows;
  });
  return mean;
}

function takeInputs(rows: Columns, features: readonly string[]): Columns {
  const columns = features.flatMap((name) => findColumn(rows, name) ?? []);
  return { numRows: rows.numRows, columns };
}

function checkSize(rows: number, numbersByRow: number): void {
  if (rows * numbersByRow <= mostNumbers) return;
  const most = Math.floor(mostNumbers / numbersByRow);
  throw new Error(
    most === 0
      ? 'The model has too many inputs to tell the interactions of all.'
      : `The explanation of ${rows} rows would not fit into memory: explain at most ${most} rows at once.`,
  );
}
