import type { TrainingProfile } from '@/cells/statistics/profile';
import { createBreath } from '../breathe';
import { varyingDateParts } from '../date-parts';
import { findCounterfactuals } from '../explaining/counterfactuals';
import { countPlaces, moveInput } from '../explaining/move-input';
import { spreadRows } from '../explaining/spread-rows';
import { permutationImportance } from '../importance';
import { measureFairness } from '../judging/fairness';
import type { JudgedModel, JudgedRows } from '../judging/judged-rows';
import { measureSlices } from '../judging/measure-slices';
import { sliceMetricsOf } from '../judging/row-losses';
import { findWorstSlices, type WorstSlices } from '../judging/worst-slices';
import type { Columns, Predictions } from '../model';
import { findColumn, takeTableRows, textAt } from '../read-table';
import { explainInParts } from './explain-in-parts';
import { spanInputs } from './input-span';
import type { AskJudged, JudgedQuestion, QuestionAnswers, Told } from './questions';
import { changeRow, readRowValues, valueAt } from './row-values';

export interface AskedModel {
  readonly model: JudgedModel;
  /** Rows that are shown and changed; every input is among their columns. */
  readonly table: Columns;
  /** The same rows with the model's answers; none where they have no truth. */
  readonly judged?: () => Promise<JudgedRows>;
  /** Rows whose values may be proposed, where `table` is a single one. */
  readonly known?: Columns;
  readonly profile?: Pick<TrainingProfile, 'features'>;
  /** Columns in which weak slices were looked for. */
  readonly sliceColumns?: readonly string[];
  /** Finds weak slices elsewhere than in this thread. */
  readonly findWorstSlices?: (rows: JudgedRows, metric: WorstSlices['metric']) => Promise<WorstSlices>;
}

/** Shuffles of each input. */
const repeats = 10;
const mostCurves = 50;
const explainedRows = 300;

type Answerers = {
  readonly [K in JudgedQuestion['ask']]: (
    asked: Prepared,
    question: Extract<JudgedQuestion, { ask: K }>,
    told: Told,
  ) => Promise<QuestionAnswers[K]>;
};

/** What the answers are made of. */
interface Prepared extends AskedModel {
  /** The model's inputs of the rows, in its order. */
  readonly inputs: Columns;
  rows(): Promise<JudgedRows>;
  /** As the model's, but gives way, hears a stop, and tells how many of `calls` are done. */
  predicting(told: Told, calls?: number): (rows: Columns) => Promise<Predictions>;
}

const answerers: Answerers = {
  about: async ({ model, table, inputs, judged, profile, known }) => {
    const predictions = await model.predict(takeTableRows(inputs, inputs.numRows > 0 ? [0] : []));
    return {
      rows: inputs.numRows,
      from: judged ? 'rows' : 'example',
      inputs: spanInputs(model.signature, known ?? inputs, profile),
      columns: table.columns
        .filter(({ name }) => name !== model.signature.output.name)
        .map((column) => ({
          name: column.name,
          parts: column.type === 'date' ? varyingDateParts(column.values) : [],
        })),
      metrics: sliceMetricsOf({ task: model.task, predictions }),
    };
  },
  async importance({ inputs, rows, predicting }, _, told) {
    const { actual, classes } = await rows();
    const calls = 1 + inputs.columns.length * repeats;
    return permutationImportance(predicting(told, calls), inputs, actual, { classes, seed: 1, repeats });
  },
  async move({ model, inputs, predicting }, { feature }, told) {
    const column = findColumn(inputs, feature);
    const predict = predicting(told, column && countPlaces(column));
    return moveInput(predict, inputs, feature, { signature: model.signature, curves: mostCurves });
  },
  async explain({ model, inputs }, _, told) {
    const explain = explainOf(model);
    return explainInParts(explain, spreadRows(inputs, explainedRows).rows, told);
  },
  async row({ model, table, inputs }, { place }) {
    if (place >= inputs.numRows)
      throw new Error(`There is no row ${place + 1}: there are ${inputs.numRows}, counted from 1.`);
    const truth = findColumn(table, model.signature.output.name);
    const said = truth && textAt(truth, place);
    return {
      values: readRowValues(inputs, place),
      ...(typeof said === 'string' && { truth: said }),
    };
  },
  answer: ({ model, inputs }, { row }) =>
    Promise.resolve(model.predict(changeRow(inputs, row, model.signature))),
  async why({ model, inputs }, { row }) {
    return explainOf(model)(changeRow(inputs, row, model.signature));
  },
  async changes({ model, inputs, known = inputs, predicting }, { row, wanted, fixed }, told) {
    const start = changeRow(inputs, row, model.signature);
    const { found, ...rest } = await findCounterfactuals(predicting(told), start, {
      ...{ signature: model.signature, known, fixed },
      wanted:
        wanted.is === 'class'
          ? wanted
          : {
              is: 'range',
              low: wanted.low ?? Number.NEGATIVE_INFINITY,
              high: wanted.high ?? Number.POSITIVE_INFINITY,
            },
    });
    return {
      ...rest,
      found: found.map(({ changed, row: other, distance, prediction, chance }) => ({
        changes: Object.fromEntries(
          other.columns
            .filter(({ name }) => changed.includes(name))
            .map((column) => [column.name, valueAt(column, 0)]),
        ),
        ...{ distance, prediction, chance },
      })),
    };
  },
  async fairness({ rows }, { column, positive }) {
    const judged = await rows();
    return measureFairness(judged, column, judged.task === 'regression' ? {} : { positive });
  },
  slices: async ({ rows }, { metric, by }) => measureSlices(await rows(), by, metric),
  async 'worst-slices'({ rows, sliceColumns, findWorstSlices: find }, { metric }) {
    const judged = await rows();
    return find ? find(judged, metric) : findWorstSlices(judged, metric, { columns: sliceColumns });
  },
};

/**
 * Answers what is asked of a model and its rows.
 * @returns a function that rejects with an Error in words for what the model or the rows do not have, or with the signal's reason
 */
export function answerQuestion(asked: AskedModel): AskJudged {
  const { model, table, judged } = asked;
  const inputs: Columns = {
    numRows: table.numRows,
    columns: model.signature.inputs.flatMap(({ name }) => findColumn(table, name) ?? []),
  };
  const prepared: Prepared = {
    ...{ ...asked, inputs },
    rows() {
      if (!judged)
        throw new Error('This model keeps no rows with their truth, so this cannot be told of it.');
      return judged();
    },
    predicting({ signal, progress }, calls) {
      const breathe = createBreath();
      let done = 0;
      return async (rows) => {
        await breathe();
        signal?.throwIfAborted();
        const predictions = await model.predict(rows);
        done++;
        if (calls) progress?.(Math.min(1, done / calls));
        return predictions;
      };
    },
  };
  return async (question, told = {}) => {
    told.signal?.throwIfAborted();
    // One table gives each question's answerer.
    const answer = answerers[question.ask] as (
      asked: Prepared,
      question: JudgedQuestion,
      told: Told,
    ) => Promise<never>;
    return answer(prepared, question, told);
  };
}

function explainOf({ explain }: JudgedModel) {
  if (!explain) throw new Error('This model is not here to be asked.');
  return explain;
}
