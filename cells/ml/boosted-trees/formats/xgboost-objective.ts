import type { Objective } from '../ensemble';
import type { XgboostModel } from './xgboost-schema';

type XgboostObjective = XgboostModel['learner']['objective'];

/** @throws Error that names an objective whose answers we could not give */
export function readObjective(objective: XgboostObjective, classes: number): Objective {
  switch (objective.name) {
    case 'reg:squarederror':
    case 'reg:linear':
    case 'reg:squaredlogerror':
      return { name: 'squared' };
    case 'reg:absoluteerror':
      return { name: 'absolute' };
    case 'reg:pseudohubererror':
      return { name: 'huber', delta: Number(objective.pseudo_huber_param?.huber_slope ?? 1) };
    case 'reg:quantileerror': {
      const levels = readList(String(objective.quantile_loss_param?.quantile_alpha ?? ''));
      if (levels.length === 0) throw new Error('The model predicts quantiles, and does not say which.');
      return { name: 'quantile', levels };
    }
    case 'count:poisson':
      return { name: 'poisson' };
    case 'reg:gamma':
      return { name: 'tweedie', power: 2 };
    case 'reg:tweedie':
      return {
        name: 'tweedie',
        power: Number(objective.tweedie_regression_param?.tweedie_variance_power ?? 1.5),
      };
    case 'binary:logistic':
    case 'reg:logistic':
      return { name: 'logistic' };
    case 'multi:softprob':
    case 'multi:softmax':
      return { name: 'softmax', classes };
    default:
      throw new Error(
        `XGBoost's objective ${objective.name} cannot be read. Readable are squared, absolute, pseudo-Huber and quantile error, ` +
          'Poisson, gamma, Tweedie, logistic and softmax.',
      );
  }
}

/** XGBoost's name of an objective, with its parameters; undefined where it has none. */
export function writeObjective(
  objective: Objective,
  isClassifier: boolean,
): { readonly name: string; readonly [parameters: string]: unknown } | undefined {
  const plain = { reg_loss_param: { scale_pos_weight: '1' } };
  switch (objective.name) {
    case 'squared':
      return { name: 'reg:squarederror', ...plain };
    case 'absolute':
      return { name: 'reg:absoluteerror' };
    case 'huber':
      return { name: 'reg:pseudohubererror', pseudo_huber_param: { huber_slope: String(objective.delta) } };
    case 'quantile':
      return {
        name: 'reg:quantileerror',
        quantile_loss_param: { quantile_alpha: `[${objective.levels.join(',')}]` },
      };
    case 'poisson':
      return { name: 'count:poisson', poisson_regression_param: { max_delta_step: '0.7' } };
    case 'tweedie':
      return objective.power === 2
        ? { name: 'reg:gamma', ...plain }
        : {
            name: 'reg:tweedie',
            tweedie_regression_param: { tweedie_variance_power: String(objective.power) },
          };
    case 'logistic':
      return { name: isClassifier ? 'binary:logistic' : 'reg:logistic', ...plain };
    case 'softmax':
      return {
        name: 'multi:softprob',
        softmax_multiclass_param: { num_class: String(objective.classes) },
      };
    case 'one-against-all':
      return undefined;
  }
}

/** What `base_score` says, a probability or a mean where the objective has a link, as a margin in single precision. */
export function toMargin({ name }: Objective, score: number): number {
  const float = Math.fround(score);
  switch (name) {
    case 'logistic':
      return Math.fround(-Math.log(Math.fround(Math.fround(1 / float) - 1)));
    case 'poisson':
    case 'tweedie':
      return Math.fround(Math.log(float));
    default:
      return float;
  }
}

/** The reverse. */
export function fromMargin({ name }: Objective, margin: number): number {
  switch (name) {
    case 'logistic':
      return Math.fround(1 / (1 + Math.exp(-margin)));
    case 'poisson':
    case 'tweedie':
      return Math.fround(Math.exp(margin));
    default:
      return Math.fround(margin);
  }
}

/** One number, or a list in brackets as since version 3.1. */
export function readList(text: string): number[] {
  const inner = text.trim().replace(/^\[|\]$/g, '');
  return inner === '' ? [] : inner.split(',').map(Number);
}
