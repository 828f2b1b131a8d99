import { checkEnsemble } from '../check-ensemble';
import { type Ensemble, type Objective, outputsOf } from '../ensemble';
import { planFeatures } from '../tree-plan';
import { type Booster, type BoosterOptions, nameCategories, refuseNames, toPlan } from './booster';
import { readLightgbmFeatures } from './lightgbm-features';
import { type LightgbmSections, readInteger, splitLightgbm } from './lightgbm-sections';
import { readLightgbmTree } from './lightgbm-tree';

/**
 * A booster of LightGBM 3 or 4 from its text file. Answers of `multiclassova` are scaled to sum 1; margins of `binary` and
 * `multiclassova` hold the objective's `sigmoid`, so that they are log-odds.
 * Format: LightGBM's `GBDT::SaveModelToString` and `Tree::ToString`.
 * @throws Error in words for what is damaged, and for what we could not predict as LightGBM does
 */
export function readLightgbm(text: string, options: BoosterOptions = {}): Booster {
  const sections = splitLightgbm(text);
  const { head, trees, parameters } = sections;
  const version = head.get('version') ?? '';
  if (!['v3', 'v4'].includes(version))
    throw new Error(`The model of LightGBM is in format ${version || 'of no name'}; v3 and v4 can be read.`);
  const { objective, sigmoid } = readObjective(head.get('objective'), parameters);
  const outputs = outputsOf({ objective });
  const perRound = readInteger(head, 'num_tree_per_iteration');
  if (perRound !== outputs)
    throw new Error(`The model has ${perRound} trees a round for ${outputs} outputs.`);
  refuseCutOff(sections, outputs);

  const features = readLightgbmFeatures(sections).map((feature) => nameCategories(feature, options));
  refuseNames(
    features.map(({ name }) => name),
    options,
  );
  const plan = toPlan(features);
  const places = planFeatures(plan).map((feature) =>
    feature.kind === 'category' ? feature.categories.length : 0,
  );
  // A forest's answer is the mean of its trees; ours is a sum.
  const scale = (head.has('average_output') ? outputs / trees.length : 1) * sigmoid;
  const ensemble: Ensemble = {
    objective,
    features: planFeatures(plan),
    base: new Float64Array(outputs),
    trees: trees.map((tree, t) => readLightgbmTree(tree, { t, scale, places })),
    output: Int32Array.from(trees, (_, t) => t % outputs),
    origin: 'lightgbm',
  };
  checkEnsemble(ensemble);
  return { ensemble, plan, madeBy: `LightGBM (format ${version})`, notes: [] };
}

/** Each tree's length in the file is in the head, so that a missing one is seen. */
function refuseCutOff({ head, trees }: LightgbmSections, outputs: number): void {
  const said = (head.get('tree_sizes') ?? '').split(' ').filter((size) => size !== '').length;
  if (said !== trees.length)
    throw new Error(
      `The model has ${trees.length} trees, and says it has ${said}: it is cut off or damaged.`,
    );
  if (trees.length % outputs !== 0)
    throw new Error(`The model has ${trees.length} trees for ${outputs} outputs.`);
}

function readObjective(
  line: string | undefined,
  parameters: ReadonlyMap<string, string>,
): { objective: Objective; sigmoid: number } {
  const [name = '', ...rest] = (line ?? '').trim().split(' ');
  const of = new Map(
    rest.map((word): [string, string] => {
      const [key = '', value = ''] = word.split(':');
      return [key, value];
    }),
  );
  const number = (key: string, otherwise: number) => {
    const value = Number(of.get(key) ?? parameters.get(key) ?? otherwise);
    if (!Number.isFinite(value) || value <= 0)
      throw new Error(`LightGBM's objective ${name} has ${key} ${value}.`);
    return value;
  };
  const plain = (objective: Objective) => ({ objective, sigmoid: 1 });
  if (of.has('sqrt'))
    throw new Error('LightGBM learnt the square root of the target (reg_sqrt), which cannot be read.');
  switch (name) {
    case 'regression':
    case 'fair':
      return plain({ name: 'squared' });
    case 'regression_l1':
    case 'mape':
      return plain({ name: 'absolute' });
    case 'huber':
      return plain({ name: 'huber', delta: number('alpha', 0.9) });
    case 'quantile': {
      const level = number('alpha', 0.9);
      if (level >= 1) throw new Error(`LightGBM's objective quantile has alpha ${level}.`);
      return plain({ name: 'quantile', levels: [level] });
    }
    case 'poisson':
      return plain({ name: 'poisson' });
    case 'gamma':
      return plain({ name: 'tweedie', power: 2 });
    case 'tweedie':
      return plain({
        name: 'tweedie',
        power: Math.min(2, Math.max(1, number('tweedie_variance_power', 1.5))),
      });
    case 'binary':
      return { objective: { name: 'logistic' }, sigmoid: number('sigmoid', 1) };
    case 'cross_entropy':
      return plain({ name: 'logistic' });
    case 'multiclass':
      return plain({ name: 'softmax', classes: countClasses(number('num_class', 0)) });
    case 'multiclassova':
      return {
        objective: { name: 'one-against-all', classes: countClasses(number('num_class', 0)) },
        sigmoid: number('sigmoid', 1),
      };
    default:
      throw new Error(
        `LightGBM's objective ${name || 'of no name'} cannot be read. Readable are regression, L1, Huber, fair, MAPE, quantile, Poisson, ` +
          'gamma, Tweedie, binary, cross entropy, multiclass and multiclassova.',
      );
  }
}

function countClasses(count: number): number {
  if (!Number.isInteger(count) || count > 100_000) throw new Error(`The model says it has ${count} classes.`);
  return count;
}
